import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ApiError } from './errors'
import { fieldErrors } from './form-errors'
import { currentT, needWords, startI18n, useLanguageStore } from './i18n'

const refused = (
  ...errors: { field: string; message: string; rule?: string; limit?: number }[]
) => {
  const told = errors.map((error) => ({ rule: '', limit: null, ...error }))
  return new ApiError(422, { code: 'invalid', errors: told }, 'req-12345678')
}

const requests = readFileSync(
  join(import.meta.dirname, '../../../server/topsmile/kernel/requests.py'),
  'utf8',
)
const rules = [...requests.matchAll(/^ {4}\(r?".*", "(\w+)"\),$/gm)].map(([, rule]) => rule ?? '')
const machine = 'Expected `str` matching regex'

afterEach(async () => {
  useLanguageStore.getState().choose('en')
  await startI18n()
})

async function inPortuguese() {
  useLanguageStore.getState().choose('pt-BR')
  await startI18n()
  await needWords('inside')
  return currentT()
}

test('the server has rules', () => expect(rules).toContain('too_long'))

test.each(rules)(
  '%s is said in the person’s language, and never as the machine says it',
  async (rule) => {
    const t = await inPortuguese()
    const error = refused({ field: 'notes', message: machine, rule, limit: 5 })
    const said = fieldErrors(error, ['notes'], t).notes

    expect(said).toBeTruthy()
    expect(said).not.toContain('Expected')
  },
)

test('an address, a number, an empty name in their own words', async () => {
  const t = await inPortuguese()
  const error = refused(
    { field: 'email', message: machine, rule: 'malformed' },
    { field: 'phone', message: machine, rule: 'malformed' },
    { field: 'name', message: machine, rule: 'too_short', limit: 1 },
  )

  expect(fieldErrors(error, ['name', 'phone', 'email'], t)).toEqual({
    email: 'Isto não parece um e-mail',
    phone: 'Números, com o DDD',
    name: 'Preencha este campo',
  })
})

test('a rule that this version does not know is no English for who reads Portuguese', async () => {
  const error = refused({ field: 'name', message: 'Something new.', rule: 'something_new' })

  expect(fieldErrors(error, ['name'], await inPortuguese()).name).toBe('Confira este campo')
  useLanguageStore.getState().choose('en')
  await startI18n()
  expect(fieldErrors(error, ['name'], currentT()).name).toBe('Something new.')
})

test('a field within another is found by its own name, what is not shown is left out', () => {
  const error = refused(
    { field: 'policy.no_show_fee', message: machine, rule: 'too_small', limit: 0 },
    { field: 'elsewhere', message: machine, rule: 'missing' },
  )

  expect(fieldErrors(error, ['no_show_fee'], currentT())).toEqual({
    no_show_fee: 'Not less than 0',
  })
})
