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

// A file that the server would refuse unread is refused where it is chosen: a
// connection that ends in the middle of it tells nobody why.
{
	const largestFile = 16 << 20;
	document.querySelectorAll("input[type=file]").forEach((input) => input.addEventListener("change", () => {
		const large = [...input.files].some((file) => file.size > largestFile);
		const chinese = document.documentElement.lang !== "en";
		input.setCustomValidity(large ? (chinese ? "文件超过 16 MB，请精简或拆分后再上传" : "The file is larger than 16 MB: make it smaller, or several") : "");
		input.reportValidity();
	}));
}
