import type { Context } from 'hono';
import type { NewActInput } from '../../../db/governance/act-inputs.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import type { ActReader } from './act-view.ts';
import { isOwnForm } from './session.ts';

/** A request for a page of acts. */
export type ActsContext = Context<ConsoleEnvironment>;

/** Whoever reads, with what an act is read by. */
export async function readerOf(
  c: ActsContext,
  { records, now }: ConsoleDependencies,
): Promise<ActReader> {
  return { officer: c.get('session').officer, staff: await records.staff(), now: now() };
}

/** The fields of a form of ours. @throws PageRefused for any other */
export async function ownFields(c: ActsContext): Promise<URLSearchParams> {
  const fields = new URLSearchParams(await c.req.text());
  if (!isOwnForm(fields.get('token'), c.get('formToken'))) throw new PageRefused('refused');
  return fields;
}

/** An id that a form names. @throws PageRefused for what is none */
export const idIn = (fields: URLSearchParams, name: string): string => {
  const id = fields.get(name) ?? '';
  if (!isApplicationId(id)) throw new PageRefused('refused');
  return id;
};

/** Records what somebody sends, and leads to what becomes of it. */
export async function record(
  c: ActsContext,
  { records, now }: ConsoleDependencies,
  input: Omit<NewActInput, 'officerId' | 'terminal' | 'receivedAt'>,
) {
  const { officer, terminal } = c.get('session');
  await records.acts.record({ ...input, officerId: officer.id, terminal, receivedAt: now() });
  const of = input.kind === 'switchOff' ? '' : `?act=${input.actId}`;
  return c.redirect(`/governance-acts/inputs/${input.id}${of}`, 303);
}
