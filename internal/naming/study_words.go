package naming

import "strings"

// word is what one word of the name of an examination says. A word that says
// nothing is empty: 检查, 扫描, 摄影.
type word struct {
	modality, site, technique, projection, posture string
	plain, enhanced, left, right, joins            bool
}

// lexicon holds the words of imaging by their forms; the longest form at a place
// is read. Sites are written in their canonical form.
var lexicon, longestWord = newLexicon()

func newLexicon() (map[string]word, int) {
	words := map[string]word{}
	add := func(w word, forms string) {
		for _, form := range strings.Fields(forms) {
			words[form] = w
		}
	}
	for _, line := range siteForms {
		site, _, _ := strings.Cut(line, " ")
		add(word{site: site}, line)
	}
	for _, l := range wordForms {
		add(l.word, l.forms)
	}
	longest := 0
	for form := range words {
		longest = max(longest, len(form))
	}
	return words, longest
}

// siteForms are the sites, each line a canonical form and its synonyms. Forms
// of paired organs that need not say “both” hold it.
var siteForms = []string{
	"头颅 颅脑 头部 脑部 大脑 头 脑 颅",
	"脑血管 颅脑血管 头颅血管 颅内血管 脑动脉 颅脑动脉 头颅动脉 颅内动脉",
	"脑静脉 颅脑静脉 头颅静脉 颅内静脉 脑静脉窦",
	"头颈部 头颈 头颈部血管 头颈血管 头颈部动脉 头颈动脉",
	"颈部血管 颈血管",
	"鞍区 蝶鞍",
	"垂体 脑垂体",
	"海马",
	"眼眶 双眼眶 眶部",
	"眼部 眼 眼球 双眼",
	"内听道 内耳道 双侧内听道",
	"颞骨 乳突 双侧乳突 双侧颞骨 中耳乳突",
	"副鼻窦 鼻窦 鼻旁窦 鼻副窦",
	"鼻骨",
	"鼻咽 鼻咽部",
	"颌面部 颌面",
	"颞下颌关节 颞颌关节 双侧颞下颌关节 双侧颞颌关节",
	"口腔",
	"颈部 颈",
	"颈部软组织",
	"颈部淋巴结 颈淋巴结 双侧颈部淋巴结 双颈部淋巴结",
	"喉部 喉",
	"甲状腺 双侧甲状腺",
	"甲状旁腺",
	"涎腺 唾液腺",
	"胸部 胸",
	"肺部 肺 双肺 肺脏",
	"肋骨 双侧肋骨 胸部肋骨",
	"胸骨",
	"纵隔",
	"乳腺 乳房 乳",
	"腋窝淋巴结 腋下淋巴结 双侧腋窝淋巴结 腋淋巴结",
	"心脏",
	"冠状动脉 冠脉 心脏冠脉 心脏冠状动脉 冠状动脉血管",
	"肺动脉 肺动脉血管",
	"胸腹主动脉 全主动脉 胸主动脉及腹主动脉 胸、腹主动脉 胸腹主动脉血管",
	"主动脉",
	"腹主动脉",
	"左房肺静脉 左心房肺静脉 左心房及肺静脉 左房及肺静脉 肺静脉左心房 肺静脉左房 左房-肺静脉",
	"上腹部 上腹",
	"中腹部 中腹",
	"下腹部 下腹",
	"全腹部 全腹",
	"腹部 腹",
	"盆腔 盆部",
	"肝脏 肝",
	"胆 胆囊",
	"胰腺 胰",
	"脾脏 脾",
	"肾脏 肾 双肾 双侧肾脏 双侧肾",
	"肾上腺 双肾上腺 双侧肾上腺",
	"输尿管 双侧输尿管 双输尿管",
	"膀胱",
	"泌尿系 泌尿系统",
	"前列腺",
	"子宫",
	"附件 双附件 双侧附件 附件区",
	"直肠",
	"小肠",
	"结肠",
	"颈椎",
	"胸椎",
	"腰椎",
	"腰骶椎",
	"骶尾椎 骶尾骨",
	"骶髂关节 双骶髂关节 双侧骶髂关节",
	"颈椎间盘 颈椎椎间盘 颈间盘",
	"腰椎间盘 腰椎椎间盘 腰间盘",
	"脊柱全长 全脊柱 全脊柱全长",
	"骨盆",
	"锁骨",
	"肩胛骨",
	"肩关节 肩部 肩",
	"肱骨",
	"上臂",
	"肘关节 肘部 肘",
	"尺桡骨 桡尺骨",
	"前臂",
	"腕关节 腕部 腕",
	"手部 手 手掌",
	"髋关节 髋部 髋",
	"股骨",
	"大腿",
	"膝关节 膝部 膝",
	"胫腓骨",
	"小腿",
	"踝关节 踝部 踝",
	"足部 足",
	"手足",
	"跟骨 足跟骨",
	"下肢",
	"上肢动脉",
	"上肢静脉",
	"下肢动脉 下肢动脉血管",
	"下肢静脉 下肢静脉血管",
	"肾动脉 双肾动脉 双侧肾动脉 肾动脉血管",
	"肠系膜动脉 肠系膜动脉血管",
	"门静脉 门脉 肝门静脉",
	"颈动脉 颈部动脉",
	"椎动脉",
	"锁骨下动脉",
	"臂丛 臂丛神经",
	"腰骶丛 腰骶丛神经 腰骶神经丛",
	"胎儿",
	"全身",
}

// sameSite folds a site that is another one's name in a modality only: a chest
// CT is the lung's, a chest ultrasound is not.
var sameSite = map[string]string{
	"CT 颈部软组织": "颈部",
	"CT 肺部":    "胸部", "DR 肺部": "胸部",
	"DR 上臂": "肱骨", "DR 前臂": "尺桡骨", "DR 大腿": "股骨", "DR 小腿": "胫腓骨",
}

// vesselsOf folds vessels to their site where the technique says that the
// vessels are meant.
var vesselsOf = map[string]string{"脑血管": "头颅", "脑静脉": "头颅", "颈部血管": "颈部"}

var wordForms = []struct {
	word
	forms string
}{
	{word{}, "检查 扫描 成像 摄影 摄片 拍片 片 照片 影像 技术 多层 多排 螺旋 容积 数字化 普通 , ( ) - · . 的 :"},
	{word{joins: true}, "+ 加 及 和 与 、 并"},
	{word{}, "左/右 左/右侧 右/左 左或右 左、右 左/右/双 右/左/双 左/右/双侧 左侧/右侧"},

	{word{modality: "DR"}, "dr dx cr x线 x光 x射线 x-线 平片 x片 x线片 x光片 数字化摄影 数字化x线摄影 数字x线摄影 直接数字化x线摄影 数字化x线 x线摄影 x线平片 数字化平片 普放 普通放射 普通放射(dr) 普通x线"},
	{word{modality: "CT"}, "ct 螺旋ct 多层螺旋ct 多排ct 计算机断层 计算机体层 x线计算机体层 x线计算机断层"},
	{word{modality: "MR"}, "mr mri 磁共振 核磁共振 核磁 mr成像 磁共振成像 核磁共振成像"},
	{word{modality: "US"}, "us 超声 彩超 b超 彩色超声 彩色多普勒 彩色多普勒超声 多普勒超声 彩色多普勒超声检查 b型超声 黑白超声 常规超声 彩色b超"},
	{word{modality: "NM"}, "pet/ct pet-ct petct pet/mr pet-mr petmr spect spect/ct pet 核素"},

	{word{plain: true}, "平扫 非增强 无增强 普通扫描"},
	{word{enhanced: true}, "增强 增强扫描 强化"},
	{word{enhanced: true, technique: "dynamic"}, "动态增强"},
	{word{enhanced: true, technique: "late"}, "延迟增强 延迟强化"},
	{word{technique: "liver"}, "特异性对比剂 特异性造影剂 普美显 肝胆特异性对比剂"},

	{word{technique: "angio"}, "血管成像 血管造影 动脉成像 血管三维成像"},
	{word{modality: "CT", technique: "angio"}, "cta ct血管成像 ct血管造影 ct动脉成像 ct动脉造影 ct血管三维成像"},
	{word{modality: "MR", technique: "angio"}, "mra mr血管成像 磁共振血管成像 磁共振血管造影 磁共振动脉成像 核磁共振血管成像"},
	{word{technique: "veno"}, "静脉成像 静脉造影"},
	{word{modality: "CT", technique: "veno"}, "ctv ct静脉成像 ct静脉造影"},
	{word{modality: "MR", technique: "veno"}, "mrv mr静脉成像 磁共振静脉成像 磁共振静脉造影"},
	{word{technique: "dwi", modality: "MR"}, "dwi 弥散加权 弥散加权成像 扩散加权 扩散加权成像 弥散成像 扩散成像 弥散 扩散"},
	{word{technique: "swi", modality: "MR"}, "swi 磁敏感加权 磁敏感加权成像 磁敏感成像"},
	{word{technique: "dti", modality: "MR"}, "dti 弥散张量 弥散张量成像 扩散张量 扩散张量成像"},
	{word{technique: "mrs", modality: "MR"}, "mrs 波谱 波谱成像 波谱分析 磁共振波谱 磁共振波谱分析 磁共振波谱成像"},
	{word{technique: "perfusion"}, "灌注 灌注成像 灌注加权成像"},
	{word{technique: "perfusion", modality: "MR"}, "pwi"},
	{word{technique: "perfusion", modality: "CT"}, "ctp"},
	{word{technique: "mrcp", modality: "MR"}, "mrcp 胰胆管成像 胰胆管水成像 胆胰管成像 胆胰管水成像 胆道水成像 胰胆管造影 胆胰管造影 磁共振胰胆管造影"},
	{word{technique: "uro"}, "尿路成像 尿路水成像 泌尿系水成像 尿路造影"},
	{word{technique: "uro", modality: "MR"}, "mru"},
	{word{technique: "uro", modality: "CT"}, "ctu"},
	{word{technique: "mp", modality: "MR"}, "多参数 mpmri 多参数mri 多参数磁共振"},
	{word{technique: "3d"}, "三维重建 三维成像 3d重建 三维 3d 三维重组"},
	{word{technique: "hr"}, "高分辨率 高分辨 高分辨力 薄层高分辨率"},
	{word{technique: "hr", modality: "CT"}, "hrct 高分辨率ct 高分辨ct"},
	{word{technique: "low"}, "低剂量 低剂量螺旋"},
	{word{technique: "low", modality: "CT"}, "ldct"},
	{word{technique: "calcium"}, "钙化积分 钙化评分 钙积分"},
	{word{technique: "contrast-agent"}, "造影"},
	{word{technique: "contrast-agent", modality: "US"}, "超声造影 造影超声 ceus"},
	{word{technique: "elasto", modality: "US"}, "弹性成像 弹性超声 超声弹性成像 弹性检测 瞬时弹性成像"},
	{word{technique: "nt"}, "颈项透明层 nt 颈后透明层 胎儿nt"},
	{word{technique: "tcd", modality: "US"}, "经颅多普勒 经颅多普勒超声 tcd 经颅多普勒血流图"},
	{word{technique: "tccd", modality: "US"}, "经颅彩色多普勒 经颅彩色多普勒超声 经颅彩色双功能 经颅彩色双功能超声 经颅彩超 tccd tccs"},
	{word{site: "心脏", modality: "US"}, "超声心动图 心动图 心脏彩超 心脏超声 心超 ucg 心脏彩色多普勒超声 超声心动"},
	{word{technique: "经胸"}, "经胸 经胸壁"},
	{word{technique: "经食管"}, "经食管 经食道"},
	{word{technique: "经腹"}, "经腹 经腹部"},
	{word{technique: "经阴道"}, "经阴道 阴道 经阴"},
	{word{technique: "经直肠"}, "经直肠"},
	{word{site: "乳腺", modality: "DR"}, "钼靶 乳腺钼靶 乳腺x线摄影 乳腺x线 乳腺dr 乳腺钼靶摄影"},
	{word{site: "泌尿系", modality: "DR"}, "kub 尿路平片 泌尿系平片"},

	{word{left: true}, "左 左侧"},
	{word{right: true}, "右 右侧"},
	{word{left: true, right: true}, "双 双侧 两侧 双边 左右 左右侧"},

	{word{projection: "AP"}, "正位 前后位 后前位 正位片"},
	{word{projection: "LAT"}, "侧位 侧位片"},
	{word{projection: "OBL"}, "斜位 斜位片"},
	{word{projection: "AXIAL"}, "轴位 轴位片"},
	{word{projection: "AP-LAT"}, "正侧位 正、侧位 正/侧位 正侧位片 正位侧位"},
	{word{projection: "AP-OBL"}, "正斜位 正、斜位 正/斜位 正斜位片"},
	{word{projection: "LAT-AXIAL"}, "侧轴位 侧、轴位 轴侧位"},
	{word{projection: "AP-AXIAL"}, "正轴位"},
	{word{projection: "OBL-BOTH"}, "双斜位 左右斜位 双侧斜位 左、右斜位"},
	{word{projection: "OPEN-MOUTH"}, "张口位 开口位"},
	{word{projection: "FLEX-EXT"}, "过伸过屈位 过屈过伸位 过伸过屈侧位 动力位 功能位 过伸、过屈位 屈伸位"},
	{word{projection: "FROG"}, "蛙式位 蛙位"},
	{word{projection: "FULL-LENGTH"}, "全长 全长片 全长拼接"},
	{word{projection: "WATERS"}, "华氏位 瓦氏位"},
	{word{projection: "CALDWELL"}, "柯氏位"},
	{word{projection: "TANGENTIAL"}, "切线位"},
	{word{projection: "CC"}, "头尾位 cc位"},
	{word{projection: "MLO"}, "内外侧斜位 内外斜位 mlo位"},
	{word{projection: "PANORAMIC"}, "全景 全景片 曲面断层"},
	{word{posture: "STANDING"}, "立位 站立位 站立 负重位 负重"},
	{word{posture: "STANDING", projection: "AP"}, "立位正位 站立正位"},
	{word{posture: "SUPINE"}, "卧位 仰卧位 平卧位"},
	{word{posture: "INVERTED"}, "倒立位 倒立侧位"},
}
