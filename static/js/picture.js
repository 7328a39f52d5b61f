// 存成图片: draws the card of the page on a canvas in the phone's own fonts, as an image to press
// long: WeChat ignores [download], the policy allows no blob:. Where that fails the card stays.
const [W, H, EDGE, CODE] = [1080, 1600, 72, 320];
const WIDE = W - 2 * EDGE;
const FOOT = H - EDGE - CODE;
const [PAPER, INK, GREY, BRAND, LEDGER] = ['#fffdf7', '#1a2320', '#414b46', '#0c5646', '#9cbfb0'];
const card = document.querySelector('[data-picture]');
// A figure with its unit, or one sign, with the marks that may not begin a line.
const PIECES = /(?:(?:[\w.,%–/:-]+ ?[元岁年月日起]{0,2})+|[（“《]?[^])[，。；：、）”》！？]*/g;
const plain = (part) => part.textContent.replace(/\s+/g, ' ').trim();
const texts = (name) => [...card.querySelectorAll(`[data-draw=${name}]`)].map(plain);

function draw() {
  const canvas = document.createElement('canvas');
  canvas.width = W;
  canvas.height = H;
  const pen = canvas.getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  const box = (colour, ...at) => { pen.fillStyle = colour; pen.fillRect(...at); };

  function wrapped(text, width) {
    const lines = [''];
    text.match(PIECES).forEach((piece) => {
      const longer = lines[lines.length - 1] + piece;
      if (longer !== piece && pen.measureText(longer.trim()).width > width) lines.push(piece);
      else lines[lines.length - 1] = longer;
    });
    return lines.map((line) => line.trim());
  }

  // Writes texts under each other from y, as large as there is room; returns where they end.
  function write(name, y, room, [size, least], bold, ink = INK, x = EDGE) {
    const width = W - EDGE - x;
    const found = texts(name);
    let now = size + 2;
    let parts = [];
    let high = 0;
    let widest = 0;
    do {
      now -= 2;
      pen.font = `${bold} ${now}px ${family}`;
      parts = found.map((text) => wrapped(text, width));
      const lines = [].concat(...parts);
      high = (lines.length + Math.max(0, parts.length - 1) * 0.3) * now * 1.4;
      widest = Math.max(0, ...lines.map((line) => pen.measureText(line).width));
    } while (now > least && (high > room || widest > width));
    pen.fillStyle = ink;
    let at = y + now * 1.08;
    parts.forEach((lines) => {
      lines.forEach((line) => { pen.fillText(line, x, at); at += now * 1.4; });
      at += now * 0.42;
    });
    return y + high;
  }

  function code() {
    const svg = card.querySelector('svg');
    const unit = CODE / svg.viewBox.baseVal.width;
    box('#fff', EDGE, FOOT, CODE, CODE);
    svg.firstElementChild.getAttribute('d').replace(/M(\d+) (\d+)h(\d+)/g, (_, x, y, run) => {
      const [left, top] = [EDGE + x * unit, FOOT + y * unit].map(Math.floor);
      box('#000', left, top, Math.ceil(run * unit), Math.ceil(unit));
    });
  }

  box(PAPER, 0, 0, W, H);
  box(BRAND, 0, 0, 12, H);
  box(BRAND, 20, 0, 6, H);
  let y = write('site', 54, 70, [46, 28], 'bold', BRAND);
  y = write('place', y + 8, 200, [76, 44], 'bold');
  y = write('lead', y + 4, 90, [58, 36], '');
  y = write('figure', y - 30, 290, [210, 60], 'bold', BRAND);
  y = write('words', y + 16, 260, [88, 44], 'bold', BRAND);
  y = write('so', y, 140, [54, 32], '') + 20;
  box(LEDGER, EDGE, y, WIDE, 4);
  box(LEDGER, EDGE, y + 10, WIDE, 4);
  write('line', y + 30, FOOT - y - 54, [54, 22], '');
  code();
  write('foot', FOOT, CODE, [46, 22], '', GREY, EDGE + CODE + 30);
  return canvas.toDataURL('image/png');
}

try {
  const image = new Image(W, H);
  image.src = draw();
  if (image.src.length < 999) throw new Error('nothing drawn');
  image.alt = plain(card);
  image.className = 'keepsake';
  card.parentNode.insertBefore(image, card);
  card.hidden = true;
  document.querySelector('[data-how]').textContent = '用手指长按下面的图，就能保存或者转发。';
} catch (refused) {
  document.querySelector('[data-live]').textContent = '这部手机画不出图，截一张屏也能留着下面的卡片。';
}
