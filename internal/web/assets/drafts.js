// Who types another meaning of a name has chosen it.
document.querySelectorAll(".draft-typed").forEach((line) => line.addEventListener("input", (event) => {
	if (event.target.type !== "radio") line.querySelector("[type=radio]").checked = true;
}));
