// What is wrong gets the focus, also in engines that know autofocus only for fields and where the
// address names another part of the page.
const summary = document.querySelector('.errsum');
if (summary) summary.focus();
