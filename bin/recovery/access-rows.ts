import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { Entry, EntryInputOf } from '../../books/entry.ts';
import { forgetOfficer } from '../../db/governance/forget-officer.ts';
import { credentialSha256 } from '../../db/governance/permission-entries.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';

type Granted = EntryInputOf<'permission.granted'>;
type Withdrawn = EntryInputOf<'permission.withdrawn'>;

const isRole = (permission: string): boolean => rolesNamed([permission]).length === 1;

/**
 * What was granted after the backup. A role comes back; the key of a passkey, the secret of a terminal and a mapped
 * identity are not in the book.
 *
 * @returns false if it has to be made again by hand.
 */
async function grant(client: pg.ClientBase, { at, data }: Granted): Promise<boolean> {
  const { person, permission, act } = data;
  if (permission === 'passkey' || permission === 'terminal') {
    // Its code was used after the backup, in which it is open: nobody uses it again.
    await client.query(
      `update enrolments set ends_at = least(ends_at, $2) where act_id = $1 and used_at is null`,
      [act, at],
    );
  }
  if (!isRole(permission)) return permission === 'enrolment';
  const { rowCount } = await client.query(
    `update officers set roles = array_append(array_remove(roles, $2), $2) where id = $1`,
    [person, permission],
  );
  return rowCount === 1;
}

async function withdrawPasskey(client: pg.ClientBase, { at, data }: Withdrawn): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select credential_id as id from passkeys where officer_id = $1 and withdrawn_at is null`,
    [data.person],
  );
  for (const { id } of rows) {
    if (credentialSha256(id) !== data.credentialSha256) continue;
    await client.query(`update passkeys set withdrawn_at = $2 where credential_id = $1`, [id, at]);
  }
}

/** What was withdrawn after the backup is withdrawn again, always: nobody comes in by what was lost. */
async function withdraw(client: pg.ClientBase, entry: Withdrawn): Promise<void> {
  const { at, data } = entry;
  const { person, permission } = data;
  if (permission === 'passkey') return withdrawPasskey(client, entry);
  // A backup from before has the name again.
  if (permission === 'name')
    return forgetOfficer(drizzle(client as pg.Client), person, new Date(at));
  const statement = {
    terminal: `update terminals set withdrawn_at = $2, secret_sha256 = null, claimed_at = null
      where id = $1 and withdrawn_at is null`,
    // The entry does not say which: none that there was by then stays.
    enrolment: `update enrolments set ends_at = $2 where (officer_id = $1 or terminal_id = $1)
      and used_at is null and ends_at > $2 and opened_at <= $2`,
    identity: `update officer_identities set withdrawn_at = $2
      where officer_id = $1 and withdrawn_at is null`,
  }[permission];
  if (statement !== undefined) await client.query(statement, [person, at]);
  if (!isRole(permission)) return;
  await client.query(`update officers set roles = array_remove(roles, $2) where id = $1`, [
    person,
    permission,
  ]);
}

const SIGN_IN = /^signIn:(.+)$/;

async function setSignIn(
  client: pg.ClientBase,
  { id, at, data }: EntryInputOf<'switch.set'>,
): Promise<boolean> {
  const officer = SIGN_IN.exec(data.switch)?.[1];
  if (officer === undefined) return false;
  if (data.to === 'off') {
    await client.query(
      `insert into sign_in_locks (id, officer_id, locked_at, cause) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [id, officer, at, data.cause],
    );
  } else {
    await client.query(
      `update sign_in_locks set unlocked_at = $2, unlock_act = $3
       where officer_id = $1 and unlocked_at is null`,
      [officer, at, data.act],
    );
  }
  return true;
}

/** Whether the office's rows about access follow from an entry. */
export const isAboutAccess = ({ event }: Entry): boolean =>
  ['permission.granted', 'permission.withdrawn', 'switch.set'].includes(event);

/**
 * The rows about who may do what that an entry records. Sessions that were open then are ended: whose they are may have
 * been withdrawn.
 *
 * @returns false if a person has to make it again.
 */
export async function rebuildAccess(client: pg.ClientBase, entry: Entry): Promise<boolean> {
  if (entry.event === 'permission.granted') return grant(client, entry);
  if (entry.event === 'switch.set') return setSignIn(client, entry);
  const withdrawn = entry as Withdrawn;
  await withdraw(client, withdrawn);
  await client.query(
    `update sessions set ends_at = $2 where (officer_id = $1 or terminal = $1) and ends_at > $2`,
    [withdrawn.data.person, withdrawn.at],
  );
  return true;
}
