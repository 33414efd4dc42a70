import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type OtherSite = { address: string; close: () => Promise<void> }

/** Somebody else's web site with this in it: another origin, and another site to the browser. */
export async function otherSite(body: string): Promise<OtherSite> {
  const page = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Our dentists</title><main aria-label="Our dentists"><h1>Our dentists</h1>${body}</main>`
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Whoever forgets to close it must not be kept from ending.
  server.unref()
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
