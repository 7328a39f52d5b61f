// 读给我听: only with a Chinese voice of the phone's own, what a far one reads is sent away; else
// nothing is shown, and /about/accessibility/ tells of the phone. [data-aloud] names what is read.
const speech = window.speechSynthesis;
const button = document.querySelector('[data-aloud]');
const FAULT = '没读出来，再点一下试试';

function voice() {
  const own = speech.getVoices().filter((one) => one.localService && /^(zh|cmn)/i.test(one.lang));
  return own.find((one) => /cn|hans/i.test(one.lang)) || own[0];
}

// A part as one says it: a pause at badges, rungs and small print, numbers for the telephone digit
// by digit, no comma in a figure.
function spoken(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll('.doubt a').forEach((a) => a.remove());
  copy.querySelectorAll('.st, br, small, li, .ladder b').forEach((one) => { one.prepend('，'); one.append('，'); });
  return copy.textContent.replace(/\s+/g, '').replace(/(^|[，。：；])，+/g, '$1')
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replace(/(\d{3,4}-)?12\d{3}(?!\d)/g, (no) => no.match(/\d/g).join(' '))
    .replace(/–/g, '到').replace(/×/g, '乘');
}

function setup() {
  const label = button.querySelector('[data-label]');
  const idle = label.textContent;
  let watch = 0;
  // Not hidden while it reads or has something to say.
  const show = () => { button.hidden = !voice() && label.textContent === idle; };

  function rest(words = '') {
    watch = clearInterval(watch);
    speech.cancel();
    label.textContent = words || idle;
    show();
    document.querySelector('[data-live]').textContent = words;
    if (words) setTimeout(() => watch || rest(), 4000);
  }

  function read() {
    // The voice may be gone by now; what waits in the queue would come first.
    const own = voice();
    rest(own ? '' : FAULT);
    if (!own) return;
    let [words, late] = ['手机没有出声，看看音量', Date.now() + 15e3];
    document.querySelectorAll(button.dataset.aloud).forEach((part) => {
      const told = new SpeechSynthesisUtterance(spoken(part));
      told.voice = own;
      told.lang = own.lang;
      told.onstart = () => { words = ''; late = Date.now() + 9e4; };
      told.onerror = () => watch && rest(FAULT);
      speech.speak(told);
    });
    label.textContent = '停下不读';
    // At the end, or where the voice never begins or never ends, which nobody is told of.
    watch = setInterval(() => {
      if (Date.now() > late || !(speech.speaking || speech.pending)) rest(words);
    }, 700);
  }

  button.onclick = () => (watch ? rest() : read());
  window.onpagehide = () => rest();
  speech.onvoiceschanged = show;
  show();
}

if (speech && button) setup();
