import { CloseButton, Combobox, Group, Loader, Text, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch, IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/phones'
import { sentence } from '@/lib/said'
import { Face } from '@/ui/face'
import { type Patient, search } from '../api'

export type Picked = { id: string; name: string }
type Props = {
  picked: Picked | null
  onPick: (patient: Picked | null) => void
  onNew: (name: string) => void
  error?: string | undefined
}

const NEW = 'new'

function Found({ patient }: { patient: Patient }) {
  const phoneOf = usePhone()
  const contact = [patient.phone && phoneOf(patient.phone), patient.email].filter(Boolean)
  return (
    <Group gap="sm" wrap="nowrap">
      <Face name={patient.name} size={34} />
      <div style={{ minWidth: 0 }}>
        <Text fw={600} truncate>
          {patient.name}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {contact.join(' · ')}
        </Text>
      </div>
    </Group>
  )
}

function useResults(text: string) {
  const [q] = useDebouncedValue(text.trim(), 180)
  const { data = [], isFetching, error } = useQuery({ ...search(q), enabled: q.length > 0 })
  return { found: q && text.trim() ? data : [], isFetching, error, settled: q === text.trim() }
}

/** Who the visit is for: found by name, e-mail or phone, or made on the spot. */
export function PatientPicker({ picked, onPick, onNew, error }: Props) {
  const t = useT()
  const [text, setText] = useState('')
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() })
  const { found, isFetching, error: failure, settled } = useResults(text)
  const name = text.trim()
  const choose = (value: string) => {
    box.closeDropdown()
    const patient = found.find(({ id }) => id === value)
    if (value === NEW) onNew(name)
    else if (patient) onPick({ id: patient.id, name: patient.name })
  }
  const type = (value: string) => {
    setText(value)
    if (picked) onPick(null)
    box.openDropdown()
    box.updateSelectedOptionIndex()
  }
  const side = isFetching ? (
    <Loader size={18} />
  ) : picked ? (
    <CloseButton
      aria-label={t('app.cancel')}
      onClick={() => {
        setText('')
        onPick(null)
      }}
    />
  ) : null
  return (
    <Combobox store={box} onOptionSubmit={choose} radius={14}>
      <Combobox.Target withExpandedAttribute>
        <TextInput
          role="combobox"
          aria-autocomplete="list"
          label={t('staff.book.patient')}
          placeholder={t('staff.book.patientHint')}
          leftSection={<IconSearch size={18} aria-hidden />}
          rightSection={side}
          rightSectionPointerEvents="all"
          value={picked?.name ?? text}
          onChange={(event) => type(event.currentTarget.value)}
          onFocus={() => name && !picked && box.openDropdown()}
          onBlur={() => box.closeDropdown()}
          error={error}
          autoComplete="off"
          data-autofocus
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!name || picked !== null}>
        <Combobox.Options>
          {found.map((patient) => (
            <Combobox.Option key={patient.id} value={patient.id}>
              <Found patient={patient} />
            </Combobox.Option>
          ))}
          {failure && <Combobox.Empty>{sentence(failure, t)}</Combobox.Empty>}
          {settled && !isFetching && !failure && found.length === 0 && (
            <Combobox.Empty>{t('staff.book.nobodyFound')}</Combobox.Empty>
          )}
          <Combobox.Option value={NEW}>
            <Group gap="sm" c="var(--ts-accent)" fw={600}>
              <IconUserPlus size={20} aria-hidden /> {t('staff.book.create', { name })}
            </Group>
          </Combobox.Option>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
