// A combobox for every field that says what it suggests: names are shown, ids and
// codes are sent. What is typed and never chosen is sent as typed, as it is
// without JavaScript, and the server says what it may mean.
"use strict";
{
	const english = document.documentElement.lang === "en";
	const say = (zh, en) => (english ? en : zh);
	const pause = 40; // ms after the last key; a suggestion is to stand there within 100
	const codeLike = /^(\d{6}(-\d+)?|[A-Z]{3,4}\d{3})$/;
	const mostNamed = 12; // fields of a page that are named at once
	const recentKey = "concord.recent";

	// Hospitals used on this device: ids and names, nothing else. Where a browser
	// keeps nothing, there are none.
	const recent = {
		all() { try { return JSON.parse(localStorage.getItem(recentKey)) || []; } catch { return []; } },
		keep(all) { try { localStorage.setItem(recentKey, JSON.stringify(all.slice(0, 6))); } catch { /* nothing is kept */ } },
		add(entry) { this.keep([entry, ...this.all().filter((other) => other.value !== entry.value)]); },
		forget() { try { localStorage.removeItem(recentKey); localStorage.removeItem("concord.receiver"); } catch { /* nothing was kept */ } },
	};

	// One region tells screen readers how much is suggested.
	const live = document.createElement("div");
	live.className = "visually-hidden";
	live.setAttribute("role", "status");
	document.body.append(live);

	let count = 0;
	class Combobox {
		constructor(input) {
			this.input = input;
			this.kind = input.dataset.suggest;
			this.options = [];
			this.active = -1;
			this.chosen = { value: input.dataset.value ?? input.value, label: input.value };
			this.build();
			this.listen();
			this.sync();
			if (!input.dataset.value && codeLike.test(input.value) && count <= mostNamed) this.name();
		}

		// The list takes no room; the hidden field takes the name that is sent.
		build() {
			this.list = document.createElement("ul");
			this.list.className = "sg-list";
			this.list.id = `sg-${++count}`;
			this.list.hidden = true;
			this.list.setAttribute("role", "listbox");
			this.list.setAttribute("aria-label", say("建议", "suggestions"));
			this.nothing = document.createElement("p");
			this.nothing.className = "sg-list sg-none";
			this.nothing.hidden = true;
			this.nothing.textContent = say("没有找到，可换个名称、编码或拼音首字母", "Nothing found: try another name, a code or pinyin initials");
			const place = document.createElement("div");
			place.className = "sg";
			place.append(this.list, this.nothing);
			this.sent = document.createElement("input");
			this.sent.type = "hidden";
			this.sent.name = this.input.name;
			this.input.after(this.sent, place);
			const was = this.input.parentElement.querySelector(`input[type=hidden][name="${this.input.name}_was"]`);
			if (was) was.remove();
			this.input.removeAttribute("name");
			for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]]) this.input.setAttribute(name, value);
		}

		listen() {
			const { input, list } = this;
			input.addEventListener("input", (event) => { this.sync(); if (!event.isComposing) this.soon(); });
			input.addEventListener("compositionend", () => { this.sync(); this.soon(); });
			input.addEventListener("keydown", (event) => this.key(event));
			input.addEventListener("focus", () => { if (!input.value) this.offerRecent(); });
			input.addEventListener("blur", () => this.close());
			list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
			list.addEventListener("click", (event) => {
				const item = event.target.closest("[role=option]");
				if (item) this.choose(Number(item.dataset.index));
			});
			// After Back, a browser has put back what was typed.
			window.addEventListener("pageshow", () => this.sync());
			input.form?.addEventListener("submit", () => this.sync());
			input.form?.addEventListener("reset", () => setTimeout(() => this.sync()));
		}

		sync() { this.sent.value = this.input.value === this.chosen.label ? this.chosen.value : this.input.value.trim(); }

		set(option) {
			this.chosen = option;
			this.input.value = option.label;
			this.sync();
		}

		// A field that came with an id shows the name.
		async name() {
			const value = this.input.value;
			const found = (await this.ask(value))?.find((option) => option.value === value);
			if (found && this.input.value === value && document.activeElement !== this.input) this.set(found);
		}

		soon() {
			clearTimeout(this.timer);
			const text = this.input.value.trim();
			if (!text) { this.asking?.abort(); this.close(); this.offerRecent(); return; }
			this.timer = setTimeout(async () => {
				const options = await this.ask(text);
				if (document.activeElement !== this.input || this.input.value.trim() !== text) return;
				if (options) this.open(options); else this.close(); // what was offered before is of another text
			}, pause);
		}

		// What a text may mean; nothing where another question came after, or where
		// the server is away.
		async ask(text) {
			this.asking?.abort();
			this.asking = new AbortController();
			try {
				const answer = await fetch(`/suggest/${this.kind}?q=${encodeURIComponent(text)}`, { signal: this.asking.signal, headers: { "Accept-Language": say("zh", "en") } });
				return answer.ok ? await answer.json() : null;
			} catch { return null; }
		}

		offerRecent() {
			if (this.kind === "institutions") {
				const all = recent.all();
				if (all.length) this.open(all, say("最近用过（只记在本机）", "Used lately, kept on this device only"));
			}
		}

		open(options, head) {
			this.options = options;
			this.active = -1;
			this.input.removeAttribute("aria-activedescendant");
			this.list.replaceChildren(...(head ? [this.heading(head)] : []), ...options.map((option, index) => this.row(option, index)));
			this.list.hidden = options.length === 0;
			this.nothing.hidden = options.length > 0;
			this.input.setAttribute("aria-expanded", String(options.length > 0));
			if (options.length) this.makeRoom();
			live.textContent = options.length ? say(`有 ${options.length} 条建议，用上下键选择`, `${options.length} suggestions, use the arrow keys`) : say("没有建议", "no suggestions");
		}

		// On a phone, the keyboard would cover what is suggested.
		makeRoom() {
			const room = (window.visualViewport?.height ?? window.innerHeight) - this.input.getBoundingClientRect().bottom;
			if (room < 200) this.input.closest(".field, label, form")?.scrollIntoView({ block: "start" });
		}

		heading(text) {
			const head = document.createElement("li");
			head.className = "sg-head";
			head.setAttribute("role", "presentation");
			head.textContent = text;
			return head;
		}

		row(option, index) {
			const row = document.createElement("li");
			row.id = `${this.list.id}-${index}`;
			row.dataset.index = index;
			row.setAttribute("role", "option");
			row.setAttribute("aria-selected", "false");
			const note = document.createElement("small");
			note.textContent = option.note;
			row.append(option.label, " ", note);
			if (option.initials) row.classList.add("sg-meant");
			return row;
		}

		close() {
			clearTimeout(this.timer);
			this.list.hidden = true;
			this.nothing.hidden = true;
			this.active = -1;
			this.input.setAttribute("aria-expanded", "false");
			this.input.removeAttribute("aria-activedescendant");
		}

		choose(index) {
			const option = this.options[index];
			if (!option) return;
			this.set(option);
			this.close();
			live.textContent = say(`已选 ${option.label}`, `${option.label} chosen`);
			this.input.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: option }));
		}

		move(step) {
			const rows = [...this.list.querySelectorAll("[role=option]")];
			this.active = (this.active + step + rows.length + (this.active < 0 && step < 0 ? 1 : 0)) % rows.length;
			rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === this.active)));
			rows[this.active].scrollIntoView({ block: "nearest" });
			this.input.setAttribute("aria-activedescendant", rows[this.active].id);
		}

		key(event) {
			if (event.isComposing) return;
			const open = !this.list.hidden;
			const meant = this.active < 0 ? this.options.findIndex((option) => option.initials) : -1;
			if (event.key === "ArrowDown" || event.key === "ArrowUp") {
				event.preventDefault();
				if (open) this.move(event.key === "ArrowDown" ? 1 : -1); else this.soon();
			} else if (event.key === "Enter" && open && (this.active >= 0 || meant >= 0)) {
				event.preventDefault();
				this.choose(Math.max(this.active, meant)); // initials that only one thing has mean it
			} else if (event.key === "Tab" && open && this.active >= 0) {
				this.choose(this.active);
			} else if (event.key === "Escape" && open) {
				event.preventDefault();
				this.close();
			}
		}
	}

	const comboboxes = new WeakMap();
	window.concordSuggest = {
		recent,
		of(input) {
			if (!comboboxes.has(input)) comboboxes.set(input, new Combobox(input));
			return comboboxes.get(input);
		},
	};
	document.querySelectorAll("input[data-suggest]").forEach((input) => window.concordSuggest.of(input));
}
