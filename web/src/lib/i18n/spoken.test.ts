import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { inside } from './en'
import { open } from './en/open'

/** What the code says by itself, and what of the catalogues it never says. */

const ROOT = join(import.meta.dirname, '../..')
const SPOKEN = ['label', 'title', 'placeholder', 'aria-label', 'alt', 'description', 'error']
/** Names, which are the same in every language. */
const NAMES = ['TopSmile', 'PNG', 'PDF', 'CSV', 'QR']

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|i18n\/(en|pt)\/|schema\.d/.test(name))
  .map((name) => {
    const text = readFileSync(join(ROOT, name), 'utf8')
    return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  })

function each(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  node.forEachChild((child) => each(child, look))
}

const isWord = (text: string) =>
  !text.startsWith('https:') && /\p{L}{2}/u.test(text) && !NAMES.includes(text.trim())

/** Text between tags, or said by an attribute that people read or hear. */
function literal(node: ts.Node): string | null {
  if (ts.isJsxText(node)) return node.text
  if (!ts.isStringLiteral(node)) return null
  const { parent } = node
  if (ts.isJsxAttribute(parent) && SPOKEN.includes(parent.name.getText())) return node.text
  const written = ts.isJsxExpression(parent) && !ts.isJsxAttribute(parent.parent)
  return written ? node.text : null
}

function literalsIn(file: ts.SourceFile): string[] {
  const found: string[] = []
  each(file, (node) => {
    const text = literal(node)
    if (text !== null && isWord(text)) found.push(`${file.fileName}: ${text.trim()}`)
  })
  return found
}

test('no component says anything that is not in the catalogues', () => {
  expect(files.flatMap(literalsIn)).toEqual([])
})

test('such words would be found', () => {
  const source =
    '<p title="Hello">Good {"day"} <b aria-hidden="true" className="hi">TopSmile</b></p>'
  const file = ts.createSourceFile('x.tsx', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  expect(literalsIn(file)).toEqual(['x.tsx: Hello', 'x.tsx: Good', 'x.tsx: day'])
})

type Tree = { [key: string]: string | Tree }

const keysOf = (tree: Tree, path = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [path + key.replace(/_(zero|one|other)$/, '')]
      : keysOf(value, `${path}${key}.`),
  )

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

test('no word of the catalogues is left that nobody says', () => {
  const said = new Set<string>()
  const patterns: RegExp[] = []
  for (const file of files)
    each(file, (node) => {
      if (ts.isStringLiteralLike(node)) said.add(node.text)
      if (!ts.isTemplateExpression(node) || !/^\w+\.|^\w*$/.test(node.head.text)) return
      const rest = node.templateSpans.map(({ literal }) => `[\\w.-]+${escaped(literal.text)}`)
      if (node.head.text.includes('.') || rest.some((text) => /\\\.\w/.test(text)))
        patterns.push(new RegExp(`^${escaped(node.head.text)}${rest.join('')}$`))
    })
  const used = (key: string) => said.has(key) || patterns.some((pattern) => pattern.test(key))
  expect([...new Set(keysOf({ ...open, ...inside }))].filter((key) => !used(key))).toEqual([])
})
