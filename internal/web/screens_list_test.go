package web_test

// screens are all pages.
var screens = []screen{
	{name: "setup", target: "/setup?token=none"},
	{name: "not-found", target: "/nothing", status: 404},
	{name: "look-up", target: "/look-up"},
	{name: "look-up-recognized", target: "/look-up?issuer=990100-0001&receiver=990100-0002&item=LCHM051&exam_date=2026-11-20"},
	{name: "look-up-discretion", target: "/look-up?issuer=990100-0001&receiver=990100-0002&item=LCHM051&exam_date=2026-11-20&situation=ST03"},
	{name: "look-up-not-recognized", target: "/look-up?issuer=990100-0001&receiver=990100-0002&item=LCHM051&exam_date=2026-11-10"},
	{name: "look-up-asks", target: "/look-up?issuer=990100-0001&receiver=990100-0002&item=LHEM001&exam_date=2026-11-20"},
	{name: "look-up-names", target: "/look-up?issuer=ys&receiver=990100-0002&item=CK-MB&exam_date=2026-11-20", status: 422},
	{name: "look-up-panel", target: "/look-up?issuer=990100-0001&receiver=990100-0002&item=PNL035&exam_date=2026-11-20"},
	{name: "visit", target: "/look-up/visit"},
	{name: "visit-answered", target: "/look-up/visit?issuer=990100-0001&receiver=990100-0002&item=PNL035&item=LCHM001&item=ECTX018&exam_date=2026-11-20"},
	{name: "who", target: "/look-up/who?direction=to&institution=990100-0002&item=LCHM051"},
}
