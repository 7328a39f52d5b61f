// What is wrong gets the focus, also in engines that know autofocus only for fields.
const summary = document.querySelector('.errsum');
if (summary && document.activeElement === document.body) summary.focus();
