export const offline = {
  version: {
    ready: 'A new version is ready.',
    reload: 'Reload',
    later: 'Later',
    unsaved: 'What you have written here is not saved yet.',
    anyway: 'Reload anyway',
  },
}
