/** Controls that are more than a native one: rich text, durations, files, signatures, chips. */
import { upload } from './api.js';
import { all, el, icon, one, onFiles, t } from './dom.js';
import { bindLink } from './link.js';
import { toast, withProgress } from './toast.js';
import { writeDuration } from './values.js';

const starters = { rich: startRich, duration: startDuration, attach: startAttach, signature: startSignature, chips: startChips };

/** @param {HTMLElement} wrapper @param {any} scope the fields it belongs to */
export function startSpecials(wrapper, scope) {
  if (!('locked' in wrapper.dataset)) starters[wrapper.dataset.kind]?.(wrapper, scope);
}

/** Three marks are enough; what is pasted comes as plain text. */
function startRich(wrapper) {
  const area = one('[contenteditable]', wrapper);
  const tools = one('.rich-tools', wrapper);
  tools.hidden = false;
  tools.addEventListener('mousedown', (event) => event.preventDefault());
  tools.addEventListener('click', (event) => {
    const button = event.target.closest('[data-mark]');
    if (!button) return;
    area.focus();
    document.execCommand(button.dataset.mark);
  });
  area.addEventListener('paste', (event) => {
    event.preventDefault();
    document.execCommand('insertText', false, event.clipboardData.getData('text/plain'));
  });
}

function startDuration(wrapper) {
  writeDuration(wrapper, Number(one('.duration', wrapper).dataset.value || 0));
}

function startAttach(wrapper, scope) {
  const box = one('.attach', wrapper);
  const input = one('input[type="file"]', box);
  const link = one('.attach-name', box);
  const clear = one('.attach-clear', box);
  const put = (url) => {
    box.dataset.value = url;
    link.hidden = clear.hidden = !url;
    link.href = url;
    one('span', link).textContent = url.split('/').pop();
    scope.set(wrapper.dataset.field, url || null);
  };
  input.addEventListener('change', (event) => event.stopPropagation());
  onFiles(input, async () => {
    if (!input.files.length) return;
    try {
      const file = await withProgress(upload(input.files[0], { ...scope.options.about?.(), fieldname: wrapper.dataset.field }));
      put(file.file_url);
    } catch (error) {
      toast(error.message);
    }
    input.value = '';
  });
  clear.addEventListener('click', () => put(''));
}

/** Drawn with finger, pen or mouse; kept as a picture. */
function startSignature(wrapper, scope) {
  const box = one('.signature', wrapper);
  const canvas = one('canvas', box);
  const pen = canvas.getContext('2d');
  pen.lineWidth = 2.5;
  pen.lineCap = 'round';
  if (box.dataset.value) {
    const picture = new Image();
    picture.addEventListener('load', () => pen.drawImage(picture, 0, 0));
    picture.src = box.dataset.value;
  }
  const place = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [(event.clientX - frame.left) * (canvas.width / frame.width), (event.clientY - frame.top) * (canvas.height / frame.height)];
  };
  let draws = false;
  canvas.addEventListener('pointerdown', (event) => {
    draws = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!draws) return;
    pen.lineTo(...place(event));
    pen.stroke();
  });
  canvas.addEventListener('pointerup', () => {
    draws = false;
    box.dataset.value = canvas.toDataURL('image/png');
    scope.set(wrapper.dataset.field, box.dataset.value);
  });
  one('.signature-clear', box).addEventListener('click', () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    box.dataset.value = '';
    scope.set(wrapper.dataset.field, null);
  });
}

/** Several links in one field: the rows of a Table MultiSelect. */
function startChips(wrapper, scope) {
  const box = one('.chip-box', wrapper);
  const list = one('.chip-list', box);
  const table = scope.options.tables?.[wrapper.dataset.field];
  if (!table?.link) return;
  const store = () => {
    const kept = scope.doc[wrapper.dataset.field] || [];
    const rows = all('[data-value]', list).map((chip) => kept.find((row) => row[table.link] === chip.dataset.value)
      || { ...table.blank, doctype: table.doctype, [table.link]: chip.dataset.value });
    scope.set(wrapper.dataset.field, rows);
  };
  bindLink(one('.link-input', box), {
    doctype: () => box.dataset.link,
    reference: table.doctype,
    creatable: [],
    clears: true,
    choose: (value, label) => {
      if (!value || all('[data-value]', list).some((chip) => chip.dataset.value === value)) return;
      const remove = el('button', { type: 'button', class: 'chip-remove', 'aria-label': t('Remove {0}', label || value) }, icon('x'));
      list.append(el('li', { class: 'chip', 'data-value': value }, label || value, remove));
      store();
    },
  });
  list.addEventListener('click', (event) => {
    const button = event.target.closest('.chip-remove');
    if (!button) return;
    button.closest('.chip').remove();
    store();
  });
}
