import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import react from '@vitejs/plugin-react'
import { createServer, type Plugin } from 'vite'
import { builtinEnvironments } from 'vitest/runtime'
import { withImports } from './budget.ts'
import { critical } from './critical.ts'
import type { Known } from './src/app/known.ts'

const LOCALES = { 'pt-BR': 'pt-BR', en: 'en-GB' } as const
const PAGE = 'src/app/routes/public/book/page.tsx'
const WORDS = { 'pt-BR': 'src/lib/i18n/pt/open.ts', en: 'src/lib/i18n/en/open.ts' } as const
type Language = keyof typeof LOCALES

/** One drawn page with holes, `{{so}}`, and the card of a service with and without a description. */
type Drawn = { page: string; card: string; plain: string }
type Page = Drawn & { title: string; style: string }

/** What was drawn in a language that somebody did not ask for is not shown to them. */
const OTHER_LANGUAGE = '[data-other-language] #root{visibility:hidden}'

const PRICE = { amount: 123_400, currency: 'EUR' }
const MINUTES = 777

function example(locale: string): Known {
  const service = {
    id: '{{id}}',
    name: '{{name}}',
    description: '{{description}}',
    duration_minutes: MINUTES,
    buffer_before_minutes: 0,
    buffer_after_minutes: 0,
    price: PRICE,
    provider_ids: [],
    terms: null,
  }
  return {
    clinic: {
      slug: 'first',
      name: '{{clinic}}',
      timezone: 'Europe/London',
      currency: PRICE.currency,
      locale,
      today: '2030-01-07',
      brand_color: null,
      phone: null,
      email: null,
      address: null,
      about: null,
    },
    services: { items: [service, { ...service, id: 'plain', description: '' }] },
    providers: { items: [] },
  }
}

const made = (parent: ParentNode, selector: string): Element => {
  const found = parent.querySelector(selector)
  if (!found) throw new Error(`The first page has no ${selector}.`)
  return found
}

async function until(there: () => boolean): Promise<void> {
  for (let tries = 0; !there(); tries += 1) {
    if (tries > 500) throw new Error('The first page was not drawn.')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Holes where a service's own price and length stand. */
function cardOf(label: Element): string {
  made(label, 'strong').textContent = '{{price}}'
  const length = made(label, 'strong + span')
  length.textContent = length.textContent?.replace(String(MINUTES), '{{minutes}}') ?? ''
  return label.outerHTML
}

/** Takes the page apart into what stays and what is said once for each service. */
function holed(root: HTMLElement): Drawn {
  const cards = [...root.querySelectorAll('main fieldset > label')]
  const [card, plain] = cards
  if (!card || !plain || cards.length !== 2) throw new Error('The first page has no two services.')
  const drawn = { card: cardOf(card), plain: cardOf(plain).replace('"plain"', '"{{id}}"') }
  card.replaceWith('{{services}}')
  plain.remove()
  return { page: root.innerHTML, ...drawn }
}

type Draw = typeof import('./src/app/first-page.tsx').draw

async function drawnIn(language: Language, draw: Draw, css: string): Promise<Page> {
  document.head.innerHTML = ''
  document.body.innerHTML = '<div id="root"></div>'
  const root = document.getElementById('root') as HTMLElement
  const undraw = await draw(root, example(LOCALES[language]))
  await until(() => root.querySelector('main fieldset > label') !== null)
  // The page's own colours stand where the app will put them: what is said later counts.
  const own = [...root.querySelectorAll('style')].map(({ textContent }) => textContent).join('\n')
  const [style = '', ours = ''] = critical(`${css}\n@own;${own}`, document).split('@own;')
  const drawn = root.cloneNode(true) as HTMLElement
  for (const each of drawn.querySelectorAll('style, script')) each.remove()
  const { page, card, plain } = holed(drawn)
  const { title } = document
  undraw()
  // What follows from leaving still needs a document.
  await new Promise((resolve) => setTimeout(resolve, 50))
  return {
    title,
    style: style + OTHER_LANGUAGE,
    page: `<style>${ours}</style>${page}`,
    card,
    plain,
  }
}

class Silent extends EventTarget {
  close() {}
}

const SHEET = /^<link rel="stylesheet"/
const SHEETS = /<link rel="stylesheet"[^>]*>/g

/** Draws in jsdom what a browser would, with the code that the browser will run. */
async function drawAll(root: string, css: string): Promise<Record<Language, Page>> {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'warn',
    appType: 'custom',
    plugins: [react()],
    resolve: { alias: { '@': `${root}/src` } },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  })
  const options = { jsdom: { url: 'http://first.page/' } }
  const { teardown } = await builtinEnvironments.jsdom.setup(globalThis, options)
  const quiet = () => Object.assign(new EventTarget(), { matches: false })
  Object.assign(globalThis, { matchMedia: quiet, WebSocket: Silent, scrollTo: () => undefined })
  try {
    const { draw } = (await server.ssrLoadModule('/src/app/first-page.tsx')) as { draw: Draw }
    return { 'pt-BR': await drawnIn('pt-BR', draw, css), en: await drawnIn('en', draw, css) }
  } finally {
    await teardown(globalThis)
    await server.close()
  }
}

const links = (names: Iterable<string>, attributes: string) =>
  [...names].map((name) => `<link ${attributes} crossorigin href="/${name}">`).join('\n')

/**
 * Text first: its style stands in the page itself. Letters are asked for when it is laid out; whole
 * sheets and code, in `topsmile-app`, when it has been seen (public/color-scheme.js).
 */
function assembled(index: string, { title, style, page }: Page, language: string, needs: Needs) {
  const later = /<script type="module"[^>]*><\/script>\s*|<link rel="stylesheet"[^>]*>\s*/g
  const [code = [], ground = []] = [/^<script/, SHEET].map((kind) =>
    index.match(later)?.filter((each) => kind.test(each)),
  )
  const app = `${ground.join('')}${links(needs.sheets, 'rel="stylesheet"')}
${links(needs.scripts, 'rel="modulepreload"')}
${code.join('')}`
  return index
    .replace(later, '')
    .replace('<html lang="en">', `<html lang="${language}">`)
    .replace(/<title>.*?<\/title>/, () => `<title>${title}</title>\n<style>${style}</style>`)
    .replace('<script src="/color-scheme.js"></script>', () => `<script>${needs.inline}</script>`)
    .replace(
      '<div id="root"></div>',
      () =>
        `{{brand}}<div id="root">${page}</div>\n{{known}}\n<template id="topsmile-app">${app}</template>`,
    )
}

/**
 * What stands in the entry's own sheet (Mantine's and our ground) comes before all that changes it: of
 * two rules of the same weight the later one counts.
 */
function groundFirst(html: string, ground: Set<string>) {
  const all = html.match(SHEETS) ?? []
  const isGround = (link: string) => [...ground].some((name) => link.includes(name))
  const ordered = [...all.filter(isGround), ...all.filter((link) => !isGround(link))]
  return html.replace(SHEETS, () => ordered.shift() ?? '')
}

const hashOf = (script: string) =>
  `'sha256-${createHash('sha256').update(script).digest('base64')}'`

type Files = { scripts: string[]; sheets: string[] }
type Needs = Files & { inline: string }

/** The booking page as it is first seen, for the server to fill in: `dist/first/book.json`. */
export function firstPage(): Plugin {
  let root = ''
  let folder = ''
  const needs = new Map<Language, Files>()
  return {
    name: 'first-page',
    apply: 'build',
    configResolved: (config) => {
      root = config.root
      folder = `${config.root}/${config.build.outDir}`
    },
    transformIndexHtml: {
      order: 'post',
      handler: (html, { chunk }) =>
        groundFirst(html, chunk?.viteMetadata?.importedCss ?? new Set()),
    },
    writeBundle(_options, bundle) {
      const outputs = Object.values(bundle)
      const chunks = new Map(
        outputs.flatMap((each) => (each.type === 'chunk' ? [[each.fileName, each] as const] : [])),
      )
      const closure = (module: string) => {
        const start = [...chunks.values()].find((c) => c.facadeModuleId === `${root}/${module}`)
        if (!start) throw new Error(`${module} is no chunk of its own.`)
        return [...withImports(chunks, start, new Set())]
      }
      for (const language of ['pt-BR', 'en'] as const) {
        const all = [...closure('index.html'), ...closure(PAGE), ...closure(WORDS[language])]
        const scripts = [...new Set(all.map(({ fileName }) => fileName))]
        const sheets = closure(PAGE).flatMap(({ fileName }) => [
          ...(chunks.get(fileName)?.viteMetadata?.importedCss ?? []),
        ])
        needs.set(language, { scripts, sheets: [...new Set(sheets)] })
      }
    },
    async closeBundle() {
      if (needs.size === 0) return
      const index = await readFile(`${folder}/index.html`, 'utf8')
      const linked = [...index.matchAll(/rel="stylesheet"[^>]*href="\/([^"]*)"/g)].map((m) => m[1])
      const names = new Set([...linked, ...[...needs.values()].flatMap(({ sheets }) => sheets)])
      const sheets = await Promise.all(
        [...names].map((name) => readFile(`${folder}/${name}`, 'utf8')),
      )
      const css = sheets.join('\n').replaceAll(/url\((?!["']?[/d])["']?(?:\.\/)?/g, 'url(/assets/')
      const drawn = await drawAll(root, css)
      const script = await readFile(`${folder}/color-scheme.js`, 'utf8')
      const inline = script.replace(/^\s*\/\/.*\n/gm, '')
      const pages = Object.entries(drawn).map(([language, page]) => {
        const of = needs.get(language as Language)
        if (!of) throw new Error(`${language} has no words.`)
        const others = of.sheets.filter((name) => !index.includes(name))
        const html = assembled(index, page, language, { ...of, sheets: others, inline })
        const { card, plain } = page
        return [language, { page: html, card, plain, script: hashOf(inline) }]
      })
      await mkdir(`${folder}/first`, { recursive: true })
      await writeFile(`${folder}/first/book.json`, JSON.stringify(Object.fromEntries(pages)))
    },
  }
}
