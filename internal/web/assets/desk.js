// What is shown once can be copied with one button where the browser lets a page.
{
	const button = document.querySelector("[data-copy]");
	if (button && navigator.clipboard) {
		button.hidden = false;
		button.addEventListener("click", async () => {
			await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
			button.textContent = button.dataset.copied;
		});
	}
}
