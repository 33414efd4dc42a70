/** Chrome calls itself Safari too, and Edge and Opera call themselves Chrome: the order decides. */
const browsers = [
  ['Edge', /Edg(e|A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Chrome', /Chrom(e|ium)\/|CriOS\//],
  ['Safari', /Safari\//],
] as const

const systems = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['Mac', /Macintosh|Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
] as const

const first = (list: readonly (readonly [string, RegExp])[], agent: string) =>
  list.find(([, mark]) => mark.test(agent))?.[0]

/** Which browser on which system, of what a browser says of itself; null where that is unclear. */
export function deviceOf(agent: string): { browser: string; system: string } | null {
  const [browser, system] = [first(browsers, agent), first(systems, agent)]
  return browser && system ? { browser, system } : null
}
