/** A page that nobody sees is not painted. */
const LONGEST = 100

/**
 * When the next frame has been shown: what somebody touched has answered by then, and heavier work
 * that follows from it may begin.
 */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, LONGEST)
    requestAnimationFrame(() => {
      clearTimeout(late)
      setTimeout(resolve)
    })
  })
}
