import { fileURLToPath } from 'node:url'

/** The server's own Python, with TopSmile in it. */
export const PYTHON = fileURLToPath(new URL('../../server/.venv/bin/python', import.meta.url))
