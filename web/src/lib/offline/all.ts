export { forgetAll, keep, remembered } from './keeper'
export { arrive, hasLeft, leave } from './leave'
export { canKeep, read, write } from './vault'
