import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { home } from './test'

type Mail = { to: string; subject: string; text: string }

async function mails(): Promise<Mail[]> {
  const folder = join(home(), 'post')
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  )
}

/** The newest mail to an address that has a link to such a page; waits until it has come. */
export async function linkIn(to: string, page: string, after = 0): Promise<string> {
  const found = async () => {
    const theirs = (await mails()).filter((mail) => mail.to === to).slice(after)
    const links = theirs.flatMap(({ text }) => text.match(/https?:\/\/\S+/g) ?? [])
    return links.findLast((link) => new URL(link).pathname === page)
  }
  await expect.poll(found, { message: `A mail to ${to} with a link to ${page}` }).toBeTruthy()
  return (await found()) as string
}

/** How many mails have come to an address so far. */
export const mailsTo = async (to: string): Promise<number> =>
  (await mails()).filter((mail) => mail.to === to).length
