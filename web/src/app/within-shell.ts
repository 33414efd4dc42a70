type Match = { routeId: string; status: string }

/** Whether a frame with the way to everything else stands round the page already. */
export const isWithinShell = (matches: readonly Match[]): boolean =>
  matches.some(
    ({ routeId, status }) =>
      (routeId === '/staff' || routeId === '/portal') && status === 'success',
  )
