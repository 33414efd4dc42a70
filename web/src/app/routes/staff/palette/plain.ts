/** Small letters without accents: how people search. */
export const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

/** Whether every word that was typed begins a word of these. */
export function fits(typed: string, words: string): boolean {
  const there = plain(words).split(/\s+/)
  return plain(typed)
    .split(/\s+/)
    .every((word) => there.some((each) => each.startsWith(word)))
}
