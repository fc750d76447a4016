import type { FC, PropsWithChildren } from 'hono/jsx';
import type { ListedEnrolment } from '../../../db/governance/enrolments.ts';
import type { Terminal } from '../../../db/governance/terminals.ts';
import type { RegisteredStaff } from '../../../db/inspection/staff-register.ts';
import { Chip } from '../components/chip.tsx';
import { ConfirmedForm } from '../components/confirmed-form.tsx';
import { Page, roleWord, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import type { Said } from '../words/said.ts';
import type { ConfirmedWith } from './confirmations.ts';
import { portals as portalWords } from '../words/portals.ts';
import { staff as words } from '../words/staff.ts';

/** What came of drawing: the half, or why there is none. */
export type Drawn = { readonly half: string } | 'past' | 'unconfirmed';

interface StaffView {
  readonly frame: FrameView;
  readonly people: readonly RegisteredStaff[];
  readonly enrolments: readonly ListedEnrolment[];
  /** By what the reader can confirm that it is they who draw a half. */
  readonly ways: ConfirmedWith;
  readonly drawn?: Drawn | undefined;
}

const Table: FC<PropsWithChildren<{ name: Said; heads: readonly Said[] }>> = (props) => {
  const { name, heads, children } = props;
  const say = useSay();
  return (
    <table class="cases stackable" role="table" aria-label={say(name)}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th scope="col">{say(head)}</th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
};

const Roles: FC<{ person: RegisteredStaff }> = ({ person: { roles, since } }) => {
  const say = useSay();
  if (roles.length === 0) return <>{say(words.noRoles)}</>;
  return (
    <>
      {roles.map((role) => {
        const at = since[role];
        return (
          <div>
            {say(roleWord(role))}
            {at !== undefined && (
              <span class="small quiet">
                {' '}
                <Moment at={new Date(at)} to="minute" /> {say(words.since)}
              </span>
            )}
          </div>
        );
      })}
    </>
  );
};

const Standing: FC<{ person: RegisteredStaff }> = ({ person }) => {
  const { lockedAt, passkeys, identities } = person;
  if (lockedAt) return <Chip kind="forbids" word={words.locked} />;
  return passkeys + identities === 0 ? (
    <Chip kind="waits" word={words.noWay} />
  ) : (
    <Chip kind="holds" word={words.open} />
  );
};

const Person: FC<{ person: RegisteredStaff }> = ({ person }) => (
  <tr>
    <th scope="row">
      <span lang="ja">{person.name}</span>
      <br />
      <span class="small mono">{person.id}</span>
    </th>
    <td class="mono">{person.person}</td>
    <td>
      <Roles person={person} />
    </td>
    <td>{person.passkeys}</td>
    <td>{person.identities}</td>
    <td>
      <Standing person={person} />
    </td>
  </tr>
);

const Half: FC<{ enrolment: ListedEnrolment; view: StaffView }> = ({ enrolment, view }) => {
  const { actId, proposedBy, approvedBy, isFirstDrawn, isSecondDrawn } = enrolment;
  const say = useSay();
  const { officer, formToken = '' } = view.frame;
  const isMine = officer && [proposedBy, approvedBy].includes(officer.id);
  if (!isMine) return <>{say(words.codes.waits)}</>;
  const isDrawn = officer.id === proposedBy ? isFirstDrawn : isSecondDrawn;
  if (isDrawn) return <>{say(words.codes.drawn)}</>;
  const to = { action: '/staff/codes', options: '/staff/codes/options', token: formToken };
  const of = enrolment.officerId ?? enrolment.terminalId ?? '';
  const { draw: label, cancelled } = words.codes;
  return (
    <ConfirmedForm {...to} {...{ ways: view.ways, label, of, cancelled }} style="btn btn--small">
      <input type="hidden" name="act" value={actId} />
    </ConfirmedForm>
  );
};

const DrawnNow: FC<{ drawn: Drawn }> = ({ drawn }) => {
  const say = useSay();
  if (typeof drawn === 'string') {
    return (
      <div class="banner banner--inset" role="status">
        <p>{say(words.codes[drawn])}</p>
      </div>
    );
  }
  return (
    <div class="banner banner--inset" role="status" data-kind="done">
      <p>
        <strong>{say(words.codes.yours)}</strong> <code class="mono big">{drawn.half}</code>
      </p>
    </div>
  );
};

const Codes: FC<{ view: StaffView }> = ({ view }) => {
  const say = useSay();
  const { title, lead, none, until } = words.codes;
  const { enrolments, drawn } = view;
  return (
    <section class="sheet pad stack" aria-labelledby="h-codes">
      <h2 id="h-codes">{say(title)}</h2>
      <p>{say(lead)}</p>
      {drawn && <DrawnNow drawn={drawn} />}
      {enrolments.length === 0 ? (
        <p>{say(none)}</p>
      ) : (
        <ul class="passkeys">
          {enrolments.map((enrolment) => (
            <li class="stack stack--tight">
              <p>
                <strong class="mono">{enrolment.officerId ?? enrolment.terminalId}</strong>{' '}
                <span class="small quiet">
                  {say(until)}: <Moment at={enrolment.endsAt} to="minute" />
                </span>
              </p>
              <Half enrolment={enrolment} view={view} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const Staff: FC<{ view: StaffView }> = ({ view }) => {
  const say = useSay();
  const { person, personCode, roles, passkeys, identities, standing } = words;
  return (
    <div class="page stack--wide">
      <h1>{say(words.title)}</h1>
      <p>
        {say(words.lead)} <a href="/governance-acts/new?kind=officer">{say(words.change)}</a>・
        <a href="/terminals">{say(words.terminals.title)}</a>・
        <a href="/portals">{say(portalWords.title)}</a>
      </p>
      <section class="sheet" aria-label={say(words.table)}>
        <Table
          name={words.table}
          heads={[person, personCode, roles, passkeys, identities, standing]}
        >
          {view.people.map((each) => (
            <Person person={each} />
          ))}
        </Table>
      </section>
      <Codes view={view} />
    </div>
  );
};

/** 担当者: who may do what, since when, and by what they come in. */
export const StaffPage: FC<StaffView> = (view) => (
  <Page view={view.frame} title={words.title} current="none" hasPasskeys>
    <Staff view={view} />
  </Page>
);

const TerminalState: FC<{ terminal: Terminal }> = ({ terminal: { withdrawnAt, claimedAt } }) => {
  if (withdrawnAt) return <Chip kind="plain" word={words.terminals.withdrawn} />;
  return claimedAt ? (
    <Chip kind="holds" word={words.terminals.claimed} />
  ) : (
    <Chip kind="waits" word={words.terminals.unclaimed} />
  );
};

const Display: FC<{ terminal: Terminal }> = ({ terminal: { displayCheck, displayCheckedAt } }) => {
  const say = useSay();
  const { differ, alike, unchecked } = words.terminals;
  if (!displayCheckedAt) return <>{say(unchecked)}</>;
  return (
    <>
      {say(displayCheck === 'differ' ? differ : alike)}{' '}
      <span class="small quiet">
        <Moment at={displayCheckedAt} to="minute" />
      </span>
    </>
  );
};

const Terminals: FC<{ terminals: readonly Terminal[] }> = ({ terminals }) => {
  const say = useSay();
  const { title, lead, none, table, terminal, place, standing, display } = words.terminals;
  return (
    <div class="page stack--wide">
      <h1>{say(title)}</h1>
      <p>
        {say(lead)} <a href="/governance-acts/new?kind=terminal">{say(words.change)}</a>・
        <a href="/staff">{say(words.title)}</a>
      </p>
      <section class="sheet" aria-label={say(table)}>
        {terminals.length === 0 ? (
          <div class="sheet__body">
            <p>{say(none)}</p>
          </div>
        ) : (
          <Table name={table} heads={[terminal, place, standing, display]}>
            {terminals.map((each) => (
              <tr>
                <th scope="row" class="mono">
                  {each.id}
                </th>
                <td>{each.place}</td>
                <td>
                  <TerminalState terminal={each} />{' '}
                  <span class="small quiet">
                    <Moment at={each.registeredAt} to="minute" /> {say(words.since)}
                  </span>
                </td>
                <td>
                  <Display terminal={each} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </section>
    </div>
  );
};

/** 登録用端末: where people may act from. */
export const TerminalsPage: FC<{ frame: FrameView; terminals: readonly Terminal[] }> = (view) => (
  <Page view={view.frame} title={words.terminals.title} current="none">
    <Terminals terminals={view.terminals} />
  </Page>
);
