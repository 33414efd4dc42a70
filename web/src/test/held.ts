import { act } from '@testing-library/react'

/** An answer that waits until it is let go. */
export function held<T>() {
  let go: (answer: T) => void = () => undefined
  const answer = new Promise<T>((resolve) => {
    go = resolve
  })
  return { answer, release: (told: T) => act(() => go(told)) }
}
