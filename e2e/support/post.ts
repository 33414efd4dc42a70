import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { home } from './test'

type Mail = { to: string; subject: string; text: string }

async function mailsTo(to: string): Promise<Mail[]> {
  const folder = join(home(), 'post')
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()
  const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'))
  const all: Mail[] = await Promise.all(names.map(read))
  return all.filter((mail) => mail.to === to)
}

/** The link behind such words in the newest mail to an address that has one; waits for the mail. */
export async function linkIn(to: string, words: RegExp): Promise<string> {
  const pattern = new RegExp(`${words.source}\\s*(https?://\\S+)`)
  const find = async () => {
    const texts = (await mailsTo(to)).map(({ text }) => pattern.exec(text)?.[1])
    return texts.findLast((link) => link !== undefined)
  }
  await expect
    .poll(find, { message: `a mail to ${to} with ${words}`, timeout: 30_000 })
    .toBeTruthy()
  return (await find()) as string
}
