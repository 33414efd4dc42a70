import postcss, { type Container } from 'postcss'

/** What depends on the moment, not on what is there. */
const MOMENT =
  /::?(before|after|marker|placeholder|backdrop|selection|file-selector-button|-(webkit|moz)-[\w-]+|hover|active|focus(-visible|-within)?|checked|disabled|enabled|indeterminate|autofill|popover-open|target|first-letter)\b/g

const SCHEMES = ['light', 'dark'] as const

/** In one of the two schemes, whatever the moment. */
function isThere(selector: string, page: Document): boolean {
  const lasting = selector.replace(MOMENT, '').trim()
  if (!lasting) return true
  return SCHEMES.some((scheme) => {
    page.documentElement.setAttribute('data-mantine-color-scheme', scheme)
    try {
      return page.querySelector(lasting) !== null
    } catch {
      return false
    }
  })
}

/** Only what some element of the page is styled by. */
function keepSeen(root: Container, page: Document): void {
  root.walkRules((rule) => {
    if (rule.parent?.type === 'atrule' && 'name' in rule.parent && rule.parent.name === 'keyframes')
      return
    rule.selectors = rule.selectors.filter((one) => isThere(one, page))
    if (rule.selectors.length === 0 || !rule.selector) rule.remove()
  })
}

/** Variables that nothing reads, and the variables that only those read. */
function dropUnread(root: Container, page: Document): void {
  const inline = [...page.querySelectorAll('[style]')].map((each) => each.getAttribute('style'))
  for (let before = -1, now = 0; before !== now; ) {
    before = now
    now = 0
    const read = new Set(`${root}${inline}`.match(/(?<=var\(\s*)--[\w-]+/g))
    root.walkDecls(/^--/, (line) => {
      if (read.has(line.prop)) now += 1
      else line.remove()
    })
  }
}

function dropEmpty(root: Container): void {
  root.walkRules((rule) => {
    if (rule.nodes.length === 0) rule.remove()
  })
  root.walkAtRules((rule) => {
    if (rule.nodes?.length === 0) rule.remove()
  })
}

/** The part of a style sheet that a page needs to be seen, for putting into the page itself. */
export function critical(css: string, page: Document): string {
  const root = postcss.parse(css)
  root.walkComments((comment) => void comment.remove())
  root.walkAtRules(/^(print|charset)$/, (rule) => void rule.remove())
  keepSeen(root, page)
  dropUnread(root, page)
  const animated = root.toString()
  root.walkAtRules('keyframes', (frames) => {
    if (!new RegExp(`animation[\\w-]*:[^;}]*${frames.params}`).test(animated)) frames.remove()
  })
  dropEmpty(root)
  return root.toString().replace(/\s*\n\s*/g, '')
}
