// 读给我听: only with a Chinese voice of the phone's own, what a far one reads is sent away; else
// nothing is shown, and /about/accessibility/ tells of the phone. [data-aloud] names what is read.
const speech = window.speechSynthesis;
const live = document.querySelector('[data-live]');
const buttons = [...document.querySelectorAll('[data-aloud]')];

function voice() {
  const own = speech.getVoices().filter((one) => one.localService && /^(zh|cmn)/i.test(one.lang));
  return own.find((one) => /cn|hans/i.test(one.lang)) || own[0];
}

// Numbers for the telephone digit by digit, no comma in a figure.
const spoken = (text) => text.replace(/\s+/g, '').replace(/(\d),(?=\d{3})/g, '$1')
  .replace(/(?:\d{3,4}-)?12\d{3}(?!\d)/g, (call) => call.replace('-', '').split('').join(' '))
  .replace(/–/g, '到').replace(/×/g, '乘');

function setup(button) {
  const label = button.querySelector('[data-label]');
  const before = label.textContent;
  let watch = 0;

  function rest(words) {
    clearInterval(watch);
    watch = 0;
    speech.cancel();
    label.textContent = before;
    if (words) live.textContent = words;
  }

  function read() {
    const own = voice(); // it may be gone since the page was opened
    if (!own) { rest('没读出来，再点一下试试'); return; }
    speech.cancel(); // else what waits in the queue comes first
    document.querySelectorAll(button.dataset.aloud).forEach((part) => {
      const words = new SpeechSynthesisUtterance(spoken(part.textContent));
      words.voice = own;
      words.lang = own.lang;
      words.onerror = () => { if (watch) rest('没读出来，再点一下试试'); };
      speech.speak(words);
    });
    label.textContent = '停下不读';
    // At the end, or when the voice falls silent, which nobody is told.
    watch = setInterval(() => { if (!speech.speaking && !speech.pending) rest(); }, 700);
  }

  button.addEventListener('click', () => { if (watch) rest(); else read(); });
  addEventListener('pagehide', () => rest());
}

if (speech) {
  const show = () => buttons.forEach((button) => { button.hidden = !voice(); });
  buttons.forEach(setup);
  show();
  speech.onvoiceschanged = show;
}
