import { act, renderHook } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { useBegunOn, useDraftOf } from './draft'

type Rule = { version: number; fee: number; name: string }

const rule = (version: number, fee = 10, name = 'Cleaning'): Rule => ({ version, fee, name })

describe('what is typed beside what is told', () => {
  const begin = () =>
    renderHook(({ told }) => useDraftOf({ fee: told.fee }, told.version), {
      initialProps: { told: rule(1) },
    })

  test('untouched, it follows a colleague', () => {
    const { result, rerender } = begin()
    rerender({ told: rule(2, 30) })

    expect(result.current).toMatchObject({ draft: { fee: 30 }, version: 2, behind: false })
  })

  test('touched, it stays, and says that a colleague was faster until that is decided', () => {
    const { result, rerender } = begin()
    act(() => result.current.change({ fee: 20 }))
    rerender({ told: rule(2, 30) })
    expect(result.current).toMatchObject({ draft: { fee: 20 }, version: 1, behind: true })

    act(() => result.current.insist())
    expect(result.current).toMatchObject({ draft: { fee: 20 }, version: 2, behind: false })
  })

  test('what changed of the rest of the record is no news', () => {
    const { result, rerender } = begin()
    act(() => result.current.change({ fee: 20 }))
    rerender({ told: rule(2, 10, 'Polish') })

    expect(result.current).toMatchObject({ draft: { fee: 20 }, version: 2, behind: false })
  })
})

describe('a form that keeps what is typed itself', () => {
  const begin = () =>
    renderHook(({ told }) => useBegunOn(told, ({ fee }) => fee), {
      initialProps: { told: rule(1) },
    })

  test('untouched, it begins anew with what a colleague saved', () => {
    const { result, rerender } = begin()
    rerender({ told: rule(2, 30) })

    expect(result.current).toMatchObject({ base: rule(2, 30), version: 2, behind: false })
  })

  test('touched, it keeps its beginning and the version it may be saved over', () => {
    const { result, rerender } = begin()
    act(() => result.current.touch())
    rerender({ told: rule(2, 30) })

    expect(result.current).toMatchObject({ base: rule(1), version: 1, behind: true })
  })

  test('mine goes over theirs: the form stays as it is, until theirs changes once more', () => {
    const { result, rerender } = begin()
    act(() => result.current.touch())
    rerender({ told: rule(2, 30) })
    act(() => result.current.insist())
    expect(result.current).toMatchObject({ base: rule(1), version: 2, behind: false })

    rerender({ told: rule(3, 30, 'Polish') })
    expect(result.current).toMatchObject({ base: rule(1), version: 3, behind: false })
    rerender({ told: rule(4, 40) })
    expect(result.current).toMatchObject({ base: rule(1), version: 3, behind: true })
  })

  test('theirs goes over mine: the form begins with it', () => {
    const { result, rerender } = begin()
    act(() => result.current.touch())
    rerender({ told: rule(2, 30) })
    act(() => result.current.drop())

    expect(result.current).toMatchObject({ base: rule(2, 30), version: 2, behind: false })
  })

  test('what was saved here is no news when it is told, nor what was told before it', () => {
    const { result, rerender } = begin()
    act(() => result.current.touch())
    act(() => result.current.saved(rule(2, 20)))
    rerender({ told: rule(1) })
    expect(result.current).toMatchObject({ base: rule(2, 20), version: 2, behind: false })

    rerender({ told: rule(2, 20) })
    expect(result.current).toMatchObject({ base: rule(2, 20), version: 2, behind: false })
  })
})
