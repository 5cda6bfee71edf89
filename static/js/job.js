// A job that ended well while its page was open leads on to its result.

document.addEventListener("duban:replaced", (event) => {
  const address = event.target.dataset.forward;
  if (address && address.startsWith("/")) location.assign(address);
});
