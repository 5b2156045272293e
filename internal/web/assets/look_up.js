// The look-up with JavaScript: hospitals remembered on this device, rows added in
// place, a link to copy, a print view. It comes before suggest.js, and waits for it.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
	const { of, recent } = window.concordSuggest;
	const receiverKey = "concord.receiver";
	const form = document.querySelector("form[data-look-up]");

	// Hospitals of an answered question are remembered; the last receiver is
	// there already the next time.
	if (form) {
		const receiver = document.getElementById("f-receiver");
		let remembered = null; // what stands in the receiver because this device kept it
		for (const input of form.querySelectorAll("#f-issuer, #f-receiver")) {
			if (input.dataset.value && input.value && input.value !== input.dataset.value) recent.add({ value: input.dataset.value, label: input.value, note: input.dataset.note ?? "" });
		}
		try {
			if (receiver.dataset.value) localStorage.setItem(receiverKey, JSON.stringify({ value: receiver.dataset.value, label: receiver.value }));
			const last = JSON.parse(localStorage.getItem(receiverKey));
			if (last && !receiver.value && !receiver.hasAttribute("aria-invalid") && !new URLSearchParams(location.search).has("receiver")) of(receiver).set(remembered = last);
		} catch { /* nothing is kept on this device */ }
		const line = document.querySelector(".lu-recent");
		line?.classList.toggle("kept", recent.all().length > 0);
		line?.querySelector("[data-forget]").addEventListener("click", () => {
			recent.forget();
			if (remembered && receiver.value === remembered.label) of(receiver).set({ value: "", label: "" });
			line.classList.remove("kept");
			document.getElementById("f-issuer").focus();
		});
	}

	const add = document.querySelector("[data-add-row]");
	add?.addEventListener("click", (event) => {
		event.preventDefault();
		const rows = document.querySelector("[data-rows]");
		const n = rows.children.length;
		if (n >= 50) return;
		const row = document.createElement("div");
		row.className = "field";
		const label = document.createElement("label");
		label.htmlFor = `f-item-${n}`;
		label.textContent = add.dataset.addRow.replace("%d", n + 1);
		const input = Object.assign(document.createElement("input"), { id: label.htmlFor, name: "item", type: "text", autocomplete: "off" });
		input.dataset.suggest = "orders";
		row.append(label, input);
		rows.append(row);
		of(input);
		input.focus();
	});

	for (const button of document.querySelectorAll("[data-copy]")) {
		button.addEventListener("click", async () => {
			const text = button.textContent;
			const link = new URL(button.dataset.copy, location.href).href;
			try { await navigator.clipboard.writeText(link); } catch { window.prompt(text, link); return; }
			button.textContent = button.dataset.copied;
			setTimeout(() => { button.textContent = text; }, 2000);
		});
	}
	document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
});
