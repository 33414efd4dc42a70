import { chooseFiles, tile } from '../support/files'
import { inspect, looks } from '../support/look'
import { noise, paper } from '../support/pictures'
import { expect, fresh, test } from '../support/test'

test('looked at by keyboard: closer, turned, inverted, compared; a paper, page by page', async ({
  page,
  enter,
  desk,
}) => {
  test.slow()
  const reception = await desk('brightside')
  const patient = await reception.patient(fresh('Close'))
  await enter('brightside')
  await page.goto(`/staff/patients/${patient.id}?show=files`)
  await chooseFiles(page, noise('x-ray 1.png'), noise('x-ray 2.png'), paper('plan.pdf', 3))
  await expect(tile(page, 'plan.pdf')).toBeVisible()
  await expect(tile(page, 'x-ray 2.png')).toBeVisible()
  await inspect(page, 'files-patient', Object.values(looks))

  await tile(page, 'x-ray 1.png').click()
  const viewer = page.getByRole('dialog', { name: 'File' })
  const picture = viewer.getByAltText('x-ray 1.png')
  await expect(picture).toBeVisible()
  await page.keyboard.press('+')
  await expect(viewer.getByLabel('Size')).toHaveText('140%')
  await page.keyboard.press('r')
  await page.keyboard.press('i')
  await expect(picture).toHaveCSS('filter', /invert\(1\)/)
  await expect(picture).toHaveAttribute('style', /rotate\(90deg\)/)
  await page.keyboard.press('0')
  await inspect(page, 'files-viewer', [looks.phoneLight, looks.desktopLight])
  await page.keyboard.press('c')
  await expect(viewer.getByAltText('x-ray 2.png')).toBeVisible()
  await inspect(page, 'files-compare', [looks.phoneLight, looks.desktopLight])
  await page.keyboard.press('Escape')

  await tile(page, 'plan.pdf').click()
  const first = viewer.getByRole('img', { name: 'Page 1 of 3' })
  await expect(first).toBeVisible()
  const ink = () =>
    first.evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas
      const all = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? []
      return all.some((value, place) => place % 4 === 0 && value < 50)
    })
  await expect.poll(ink).toBe(true)
  await inspect(page, 'files-paper', [looks.phoneLight, looks.desktopLight])
  await page.keyboard.press('Escape')
  await expect(viewer).toBeHidden()

  // On a phone it is Back that takes away what covers everything; turning pages is no step.
  const opener = page.getByRole('button', { name: /^x-ray \d\.png, / }).first()
  const shown = viewer.getByRole('heading', { level: 2 })
  await opener.click()
  await expect(shown).toHaveText(/^x-ray/)
  const name = (await shown.textContent()) ?? ''
  await page.keyboard.press('ArrowRight')
  await expect(shown).not.toHaveText(name)
  await page.goBack()
  await expect(viewer).toBeHidden()
  await expect(opener).toBeFocused()
  await page.goForward()
  await expect(shown).not.toHaveText(name)
  await viewer.getByRole('button', { name: 'Close', exact: true }).dblclick()
  await expect(viewer).toBeHidden()

  // What is deleted while it is looked at leaves nothing to come back to.
  await tile(page, 'plan.pdf').click()
  await viewer.getByRole('button', { name: 'What to do with plan.pdf' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(viewer).toBeHidden()
  await expect(tile(page, 'plan.pdf')).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(tile(page, 'plan.pdf')).toBeVisible()
  await expect(viewer).toBeHidden()
})
