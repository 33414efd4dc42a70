import { Reader } from '../support/reader'
import { booked, expect, fresh, PHONE, test } from '../support/test'

test.use({ viewport: PHONE })

test('a whole booking by the accessibility tree alone', async ({ page, desk }) => {
  const reception = await desk('sorriso')
  const name = fresh('Olívia Ouvinte ')
  await page.goto('/book/sorriso')
  const reader = await Reader.on(page)

  await reader.hear('heading', 'Do que você precisa?')
  // What it costs and how long it takes is part of the choice.
  const service = await reader.hear('radio', 'Consulta de avaliação')
  expect(service.description).toMatch(/R\$\s150,00.*30 min/)
  await reader.press('radio', 'Consulta de avaliação')
  await reader.press('button', 'Continuar')
  await reader.stands('heading', 'Com quem você quer se consultar?')
  await reader.press('radio', 'Qualquer profissional')
  await reader.press('button', 'Continuar')
  await reader.stands('heading', 'Quando fica bom para você?')
  // A day says with its name how much is free on it; the group of times says which day it is of.
  await reader.hear('radio', /\b[1-9]\d* horários?$/)
  // Not today: what is free soon may be too soon a minute later.
  const last = (await reader.all('radio', /\b[1-9]\d* horários?$/)).at(-1)
  const day = await reader.press('radio', last?.name ?? '')
  expect(day).toMatch(/de [a-zç]+/)
  await reader.hear('group', new RegExp(`^Horários de ${day.replace(/, [^,]*$/, '')}$`, 'i'))
  const time = await reader.press('radio', /^\d\d:\d\d/)
  await reader.press('button', /^Continuar com .*\d\d:\d\d$/)

  await reader.stands('heading', 'Quase lá')
  await reader.hear('StaticText', /fica reservado para você/)
  await reader.hear('radiogroup', 'Você já esteve aqui?')
  await reader.press('button', 'Criar conta e agendar')
  const missing = await reader.hear('textbox', /^Nome completo/)
  await expect
    .poll(async () => (await reader.hear('textbox', missing.name)).is('invalid'))
    .toBe('true')
  await reader.stands('textbox', missing.name)
  await reader.write(/^Nome completo/, name)
  await reader.write(/^E-mail/, `${fresh('olivia')}@example.com`)
  await reader.write(/^Crie uma senha/, 'ouvida e nunca vista')
  await reader.press('button', 'Criar conta e agendar')

  await reader.stands('heading', 'Consulta agendada')
  const visit = await reception.appointment(booked(page))
  expect(visit.patient.name).toBe(name)
  expect(visit.starts_local.slice(11, 16)).toBe(time.slice(0, 5))
})
