import { Table } from '@mantine/core'
import classes from './analytics.module.css'

type Props = { head: string[]; rows: string[][] }

/** The first column names, the others count. */
export function FiguresTable({ head, rows }: Props) {
  const [name, ...counts] = head
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keys
    <section className={classes.scroll} tabIndex={0} aria-label={name}>
      <Table verticalSpacing="sm" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{name}</Table.Th>
            {counts.map((each) => (
              <Table.Th key={each} scope="col" className={classes.number}>
                {each}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([first, ...values]) => (
            <Table.Tr key={first}>
              <Table.Th scope="row" fw={600}>
                {first}
              </Table.Th>
              {values.map((value, place) => (
                <Table.Td key={counts[place]} className={classes.number}>
                  {value}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}
