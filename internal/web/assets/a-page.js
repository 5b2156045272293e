// What every page does with JavaScript, and does without it in another way.
"use strict";
document.documentElement.classList.add("js");
// A refusal is read out and reached at once.
document.querySelector("[data-focus]")?.focus();
// A form that takes its time says so, and is sent once.
document.addEventListener("submit", (event) => {
	const form = event.target;
	if (form.method !== "post") return;
	if (form.dataset.sent) { event.preventDefault(); return; }
	form.dataset.sent = "yes";
	form.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; form.removeAttribute("aria-busy"); }));
// Where a row of places is wider than the window, the present one is in it.
for (const here of document.querySelectorAll("nav [aria-current]")) {
	const row = here.closest("nav");
	if (row.scrollWidth > row.clientWidth) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}
