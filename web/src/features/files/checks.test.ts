import { expect, test } from 'vitest'
import { chosen, fileRules } from '@/test/files'
import { goesDirect, limitFor, refusalOf } from './checks'
import { guessKind } from './kinds'

const MEGABYTE = 1024 * 1024

test.each([
  ['Smile.JPG', 'image/jpeg', 'photo'],
  ['IMG_0042.heic', '', 'photo'],
  ['contract.pdf', 'application/pdf', 'document'],
  ['x-ray upper left.png', 'image/png', 'x_ray'],
  ['Radiografia panorâmica.jpg', 'image/jpeg', 'x_ray'],
  ['raio x.tiff', 'image/tiff', 'x_ray'],
  ['radiografia.pdf', 'application/pdf', 'document'],
  ['malware.exe', 'application/x-msdownload', 'document'],
] as const)('%s (%s) is taken for %s', (name, type, kind) => {
  expect(guessKind(chosen(name, type), fileRules)).toBe(kind)
})

test.each([
  ['an empty file', chosen('a.jpg', 'image/jpeg', 0), 'photo', 'empty'],
  ['a PDF as a photo', chosen('a.pdf', 'application/pdf'), 'photo', 'wrong_type'],
  ['a program', chosen('a.exe', 'application/x-msdownload'), 'document', 'wrong_type'],
  ['no type and no ending', chosen('scan'), 'document', 'wrong_type'],
  ['one byte too many', chosen('a.jpg', 'image/jpeg', 2 * MEGABYTE + 1), 'photo', 'too_large'],
  ['just not too large', chosen('a.jpg', 'image/jpeg', 2 * MEGABYTE), 'photo', null],
  ['no type, but an ending', chosen('a.HEIC'), 'photo', null],
] as const)('%s', (_what, file, kind, refusal) => {
  expect(refusalOf(file, kind, fileRules)).toBe(refusal)
})

test('what is too large for us may go to the storage, where there is one', () => {
  const direct = { max_direct_bytes: 100 * MEGABYTE }
  const kinds = fileRules.kinds.map((each) => ({ ...each, ...direct }))
  const rules = { kinds, direct: true, ...direct }
  const large = chosen('a.jpg', 'image/jpeg', 20 * MEGABYTE)

  expect(refusalOf(large, 'photo', fileRules)).toBe('too_large')
  expect(refusalOf(large, 'photo', rules)).toBeNull()
  expect(limitFor('photo', rules)).toBe(100 * MEGABYTE)
  expect(goesDirect(large.size, 'photo', rules)).toBe(true)
  expect(goesDirect(large.size, 'photo', fileRules)).toBe(false)
  expect(goesDirect(2 * MEGABYTE + 1, 'photo', rules)).toBe(true)
  expect(goesDirect(1024, 'photo', rules)).toBe(false)
})
