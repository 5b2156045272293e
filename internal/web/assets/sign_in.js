// Where an account wants a code too, the password stays in its field: it is in no
// page that the server sends. Without JavaScript it is typed again.
{
	const send = async (form) => {
		const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
		if (answer.type === "opaqueredirect") { location.replace("/sign-in?to=" + encodeURIComponent(form.elements.to.value)); return; }
		const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
		const code = next.querySelector("[name=code]");
		if (code) next.querySelector("[name=password]").value = form.elements.password.value;
		form.closest("main").replaceWith(next);
		listen();
		(code ?? next.querySelector("[name=password]") ?? next).focus();
	};
	const listen = () => document.querySelector("form[data-sign-in]")?.addEventListener("submit", (event) => {
		event.preventDefault();
		const form = event.target;
		send(form).catch(() => form.submit());
	});
	listen();
}
