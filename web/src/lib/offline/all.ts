export { keep, remembered, sessionOver } from './keeper'
export { arrive, hasLeft, leave } from './leave'
export { canKeep, read, write } from './vault'
