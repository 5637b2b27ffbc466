/** The overview of tools: those that a few words are about stay in sight. */
import { all, one } from '../dom.js';

const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export function start() {
  const input = one('#find-tool');
  const tools = all('.tool').map((card) => ({ item: card.parentElement, words: ` ${fold(`${card.textContent} ${card.dataset.words}`)}` }));
  input.addEventListener('input', () => {
    const wanted = fold(input.value).split(/\s+/).filter(Boolean);
    for (const { item, words } of tools) item.hidden = !wanted.every((word) => words.includes(word));
    for (const section of all('.tools > section')) section.hidden = !all('li', section).some((item) => !item.hidden);
    one('#no-tool').hidden = tools.some(({ item }) => !item.hidden);
  });
  input.addEventListener('keydown', (event) => {
    const left = tools.filter(({ item }) => !item.hidden);
    if (event.key === 'Enter' && input.value.trim() && left.length) one('.tool', left[0].item).click();
  });
}
