export const offline = {
  portal:
    'We cannot reach the clinic. These are your visits as they were {{ago}}. To book or change one you need a connection, so that the time is really yours.',
  version: {
    ready: 'A new version is ready.',
    reload: 'Reload',
    later: 'Later',
    unsaved: 'What you have written here is not saved yet.',
    anyway: 'Reload anyway',
  },
}
