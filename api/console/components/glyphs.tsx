import type { FC } from 'hono/jsx';
import type { Cell, NameColumns } from '../application/name-comparison.ts';
import { casePage } from '../words/case-page.ts';
import type { Said } from '../words/said.ts';
import { useSay } from './language-context.ts';

const words = casePage.values;

const Glyph: FC<{ cell: Cell | undefined; differs: boolean }> = ({ cell, differs }) => {
  const say = useSay();
  const isBlank = cell === undefined || cell.isBlank;
  return (
    <td>
      <span
        class="glyph"
        data-diff={differs ? '' : undefined}
        data-blank={isBlank ? '' : undefined}
      >
        <span class="glyph__char" lang={isBlank ? undefined : 'ja'}>
          {cell === undefined ? say(words.gap) : cell.isBlank ? say(words.blank) : cell.glyph}
        </span>
        {cell && (
          <span class="glyph__point">
            {cell.points.map((point, index) => (
              <>
                {index > 0 && <br />}
                {point}
              </>
            ))}
          </span>
        )}
      </span>
    </td>
  );
};

const RowName: FC<{ name: Said; more: Said }> = ({ name, more }) => {
  const say = useSay();
  return (
    <th scope="row">
      {say(name)}
      <br />
      {say(more)}
    </th>
  );
};

const Flags: FC<{ names: NameColumns }> = ({ names: { columns } }) => {
  const say = useSay();
  return (
    <tr>
      <th scope="row">{say(words.flags)}</th>
      {columns.map(({ flag }) => (
        <td class="glyphs__flag" data-on={flag ? '' : undefined}>
          {flag === undefined ? '' : flag ? say(words.flagOn) : '0'}
        </td>
      ))}
    </tr>
  );
};

/** Two spellings of a name, one column a grapheme, with every code point and the flags. */
export const Glyphs: FC<{ names: NameColumns; hasOther: boolean }> = ({ names, hasOther }) => {
  const say = useSay();
  return (
    <div class="scroll-x" tabindex={0} role="group" aria-label={say(words.compared)}>
      <table class="glyphs">
        <caption class="vh">{say(words.caption)}</caption>
        <thead>
          <tr>
            <td></td>
            {names.columns.map((_, index) => (
              <th scope="col">{index + 1}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr class="glyphs__ours">
            <RowName name={words.ours} more={words.oursToo} />
            {names.columns.map(({ ours, differs }) => (
              <Glyph cell={ours} differs={differs} />
            ))}
          </tr>
          {hasOther && (
            <tr>
              <RowName name={words.card} more={words.cardToo} />
              {names.columns.map(({ theirs, differs }) => (
                <Glyph cell={theirs} differs={differs} />
              ))}
            </tr>
          )}
          {names.flags === 'usable' && <Flags names={names} />}
        </tbody>
      </table>
    </div>
  );
};
