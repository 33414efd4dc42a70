import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import type { Calendar, Visit } from '../geometry'
import classes from './day-sheet.module.css'

function Row({ visit }: { visit: Visit }) {
  const t = useT()
  const format = useFormats()
  const { starts_local, ends_local, patient, service, status, notes } = visit
  return (
    <tr>
      <td>
        {format.time(starts_local)} – {format.time(ends_local)}
      </td>
      <th scope="row">{patient.name}</th>
      <td>{service.name}</td>
      <td>{t(`status.${status}`)}</td>
      <td>{notes}</td>
    </tr>
  )
}

/** The day on paper: a list for each who works, for when the power is out or the pen is quicker. */
export function DaySheet({ calendar, day }: { calendar: Calendar; day: Day }) {
  const t = useT()
  const format = useFormats()
  const of = (id: string) => calendar.appointments.filter(({ provider }) => provider.id === id)
  return (
    <div className={classes.sheet}>
      {calendar.providers
        .filter(({ id, open }) => open.length > 0 || of(id).length > 0)
        .map(({ id, name, specialty }) => (
          <section key={id}>
            <h2>
              {name} <small>{specialty}</small>
            </h2>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('calendar.print.time')}</th>
                  <th scope="col">{t('staff.book.patient')}</th>
                  <th scope="col">{t('staff.visit.service')}</th>
                  <th scope="col">{t('calendar.print.state')}</th>
                  <th scope="col">{t('staff.visit.notes')}</th>
                </tr>
              </thead>
              <tbody>
                {of(id).map((visit) => (
                  <Row key={visit.id} visit={visit} />
                ))}
              </tbody>
            </table>
            {of(id).length === 0 && <p>{t('calendar.week.none')}</p>}
          </section>
        ))}
      <p>
        {capital(format.fullDay(day))} · {format.moment(calendar.now_local)}
      </p>
    </div>
  )
}
