let reporting: Promise<typeof import('./report')> | undefined

/** Where nobody is told of failures, or the part that tells of them is not there, this does nothing. */
export const report = (error: unknown) =>
  void reporting?.then((told) => told.report(error)).catch(Object)

/** The server says where reports go, in the page itself; without that nothing of it is fetched. */
export function startReporting(routeNow: () => string): void {
  const tag = document.querySelector<HTMLMetaElement>('meta[name="topsmile-reports"]')
  if (!tag) return
  reporting = import('./report')
  reporting.then(({ reportTo }) => reportTo(tag.content, routeNow)).catch(Object)
}
