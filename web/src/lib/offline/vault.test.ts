import 'fake-indexeddb/auto'
import { afterEach, expect, test } from 'vitest'
import { claim, drop, read, wipe, write } from './vault'

const mia = { person: 'mia', clinic: 'sorriso' }

afterEach(wipe)

/** Every record as it lies there. */
async function records(): Promise<unknown[]> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('topsmile')
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  const all = db.transaction('kept').objectStore('kept').getAll()
  await new Promise((resolve) => {
    all.onsuccess = resolve
  })
  db.close()
  return all.result
}

const readable = (found: unknown): string => {
  if (found instanceof ArrayBuffer) return new TextDecoder('latin1').decode(found)
  if (typeof found !== 'object' || found === null) return String(found)
  return Object.values(found).map(readable).join(' ')
}

test('what is kept is read again, and lies there unreadable', async () => {
  await claim(mia)
  expect(await write('outbox', [{ patient: 'Ana Moura' }])).toBe(true)

  expect(await read('outbox')).toEqual([{ patient: 'Ana Moura' }])
  const found = await records()
  expect(found).toHaveLength(2)
  expect(readable(found)).toContain('mia')
  expect(readable(found)).not.toContain('Ana')
})

test('the same person finds it again; for anybody else it is gone before they begin', async () => {
  await claim(mia)
  await write('outbox', ['hers'])
  await claim(mia)
  expect(await read('outbox')).toEqual(['hers'])

  await claim({ ...mia, clinic: 'brightside' })
  expect(await read('outbox')).toBeNull()
  await claim({ ...mia, person: 'rui' })
  await claim(mia)
  expect(await read('outbox')).toBeNull()
})

test('after the end nothing remains, and a tab that was slow puts nothing back', async () => {
  await claim(mia)
  await write('agenda', ['today'])
  const late = write('outbox', ['late'])
  await wipe()
  await late

  expect(await write('outbox', ['later'])).toBe(false)
  expect(await records()).toEqual([])
})

test('what was sealed for one shelf does not open from another', async () => {
  await claim(mia)
  await write('outbox', ['a wish'])
  const [db] = [
    await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('topsmile')
      opening.onsuccess = () => resolve(opening.result)
    }),
  ]
  const kept = db.transaction('kept', 'readwrite').objectStore('kept')
  const sealed = kept.get('outbox')
  await new Promise((resolve) => {
    sealed.onsuccess = () => {
      kept.put(sealed.result, 'me').onsuccess = resolve
    }
  })
  db.close()

  expect(await read('me')).toBeNull()
  expect(await read('outbox')).toEqual(['a wish'])
  await drop('outbox')
  expect(await read('outbox')).toBeNull()
})
