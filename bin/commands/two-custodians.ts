import { CUSTODIANS } from '../demonstration/documents.ts';

const isCustodian = (id: string): boolean => (CUSTODIANS as readonly string[]).includes(id);

/** Two different custodians of this room, out of the options of a command; or what is wrong with them. */
export function twoCustodians(
  ids: readonly string[],
): { readonly custodians: readonly [string, string] } | { readonly problem: string } {
  const stranger = ids.find((id) => !isCustodian(id));
  if (stranger !== undefined) return { problem: `${stranger} is no custodian of this room` };
  const [first, second, ...more] = ids;
  if (first === undefined || second === undefined || more.length > 0 || first === second) {
    return { problem: 'two different custodians are needed' };
  }
  return { custodians: [first, second] };
}

/** Why an act of two custodians is not done in production; undefined where it may be. */
export const dualControlProblemIn = (mode: 'development' | 'production'): string | undefined =>
  // Who somebody is rests on the option alone: without the assertions of passkeys this is no dual control.
  mode === 'production'
    ? 'custodians named by options: not in production; two sign in the console (--act ID)'
    : undefined;
