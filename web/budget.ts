import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

type Page = {
  name: string
  /** What its first load asks for beside the entry: modules, from which everything else follows. */
  modules: readonly string[]
  /** Thousands of bytes of JavaScript, gzipped. */
  most: number
}

export type Chunk = {
  fileName: string
  code: string
  imports: string[]
  facadeModuleId: string | null
}

const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1).padStart(6)

export function* withImports(
  chunks: Map<string, Chunk>,
  first: Chunk,
  seen: Set<string>,
): Iterable<Chunk> {
  if (seen.has(first.fileName)) return
  seen.add(first.fileName)
  yield first
  for (const name of first.imports) {
    const next = chunks.get(name)
    if (next) yield* withImports(chunks, next, seen)
  }
}

function weigh(chunks: Map<string, Chunk>, root: string, { name, modules, most }: Page) {
  const starts = ['index.html', ...modules].map((module) => {
    const id = `${root}/${module}`
    const start = [...chunks.values()].find(({ facadeModuleId }) => facadeModuleId === id)
    if (!start) throw new Error(`${module}, which ${name} loads first, is no chunk of its own.`)
    return start
  })
  const seen = new Set<string>()
  const needed = starts.flatMap((start) => [...withImports(chunks, start, seen)])

  const bytes = needed.reduce((sum, { code }) => sum + gzipSync(code).length, 0)
  const words = `${name.padEnd(14)} ${kilobytes(bytes)} of ${most} kB gzipped, ${needed.length} files`
  return { words, over: bytes > most * 1000 }
}

/** A build whose first loads weigh more than they may is no build. */
export function budget(pages: readonly Page[]): Plugin {
  let root = ''
  return {
    name: 'budget',
    apply: 'build',
    configResolved: (config) => {
      root = config.root
    },
    writeBundle(_options, bundle) {
      const outputs = Object.values(bundle).filter((output) => output.type === 'chunk')
      const chunks = new Map<string, Chunk>(outputs.map((chunk) => [chunk.fileName, chunk]))
      const weights = pages.map((page) => weigh(chunks, root, page))
      const table = weights.map(({ words, over }) => `${over ? '✗' : '✓'} ${words}`).join('\n')
      process.stdout.write(`JavaScript of the first load\n${table}\n`)
      if (weights.some(({ over }) => over)) this.error('A first load is over its budget.')
    },
  }
}
