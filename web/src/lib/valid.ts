import type { T } from './i18n'

export const PASSWORD_LENGTH = 8

type Rule = (value: string) => string | null

/** What the server would refuse anyway, said before asking it. */
export function rules(t: T) {
  const required: Rule = (value) => (value.trim() ? null : t('valid.required'))
  const email: Rule = (value) =>
    required(value) ?? (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value.trim()) ? null : t('valid.email'))
  const password: Rule = (value) =>
    value.length >= PASSWORD_LENGTH ? null : t('valid.password', { count: PASSWORD_LENGTH })
  const phone: Rule = (value) =>
    /^\+?[\d\s().-]{8,20}$/.test(value.trim()) ? null : t('valid.phone')
  const optional =
    (rule: Rule): Rule =>
    (value) =>
      value.trim() ? rule(value) : null
  return { required, email, password, phone, optional }
}
