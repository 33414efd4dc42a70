import type { CDPSession, Page } from '@playwright/test'
import { expect } from '@playwright/test'

type Value = { value?: unknown }
type Node = {
  nodeId: string
  ignored: boolean
  role?: Value
  name?: Value
  description?: Value
  properties?: { name: string; value: Value }[]
  backendDOMNodeId?: number
}
type Heard = {
  role: string
  name: string
  description: string
  is: (state: string) => unknown
  element: number
}

const said = (value: Value | undefined) => String(value?.value ?? '')

/**
 * Uses a page as a screen reader does: it knows the accessibility tree and nothing else. What it
 * presses or writes into it finds by role and name there, and acts on through the node itself.
 */
export class Reader {
  private constructor(private readonly session: CDPSession) {}

  static async on(page: Page): Promise<Reader> {
    const session = await page.context().newCDPSession(page)
    await session.send('DOM.enable')
    await session.send('Accessibility.enable')
    return new Reader(session)
  }

  async all(role: string, name: string | RegExp = /./): Promise<Heard[]> {
    const { nodes } = (await this.session.send('Accessibility.getFullAXTree')) as { nodes: Node[] }
    return nodes.flatMap((node) => {
      const element = node.backendDOMNodeId
      if (node.ignored || element === undefined || said(node.role) !== role) return []
      const own = said(node.name).trim()
      if (typeof name === 'string' ? own !== name : !name.test(own)) return []
      const is = (state: string) =>
        node.properties?.find((each) => each.name === state)?.value.value
      return is('disabled')
        ? []
        : [{ role, name: own, description: said(node.description), is, element }]
    })
  }

  /** The first such node, when there is one. */
  async hear(role: string, name: string | RegExp = /./): Promise<Heard> {
    let first: Heard | undefined
    await expect(async () => {
      first = (await this.all(role, name))[0]
      expect(first, `${role} ${name}`).toBeDefined()
    }).toPass()
    if (!first) throw new Error(`There is no ${role} ${name}.`)
    return first
  }

  /** Where the focus was put tells who cannot see it where they are. */
  async stands(role: string, name: string | RegExp): Promise<void> {
    await expect(async () => {
      expect((await this.hear(role, name)).is('focused'), `${role} ${name} has the focus`).toBe(
        true,
      )
    }).toPass()
  }

  /** What every screen reader does by default with a node; one that is gone by then is heard anew. */
  async press(role: string, name: string | RegExp): Promise<string> {
    let said = ''
    await expect(async () => {
      const heard = await this.hear(role, name)
      said = heard.name
      expect(await this.clicked(heard), `${role} ${name} is there`).toBe(true)
    }).toPass()
    return said
  }

  async write(name: string | RegExp, text: string): Promise<void> {
    const heard = await this.hear('textbox', name)
    await this.session.send('DOM.focus', { backendNodeId: heard.element })
    await this.session.send('Input.insertText', { text })
  }

  private async clicked({ element }: Heard): Promise<unknown> {
    const { object } = await this.session.send('DOM.resolveNode', { backendNodeId: element })
    const { result } = await this.session.send('Runtime.callFunctionOn', {
      objectId: object.objectId ?? '',
      functionDeclaration:
        'function () { const here = this.isConnected; if (here) this.click(); return here }',
      returnByValue: true,
    })
    return result.value
  }
}
