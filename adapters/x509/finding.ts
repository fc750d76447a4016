/**
 * One thing that a judgement found. `rule` names what was looked at, `detail` says it for people; neither holds
 * anything out of a certificate's names.
 *
 * `unknown` = it could not be determined, which is never valid; `notChecked` = nobody asked for it.
 */
export interface Finding {
  readonly rule: string;
  readonly outcome: 'holds' | 'fails' | 'unknown' | 'notChecked';
  readonly detail: string;
}

/** What judging octets comes to. `unreadable`: something named as input is not what it has to be. */
export interface Judgement {
  readonly verdict: 'valid' | 'invalid' | 'unreadable';
  readonly findings: readonly Finding[];
}

/** Valid if no finding fails or stays unknown. */
export function judgementOf(findings: readonly Finding[]): Judgement {
  const isValid = findings.every(({ outcome }) => outcome === 'holds' || outcome === 'notChecked');
  return { verdict: isValid ? 'valid' : 'invalid', findings };
}

/** The judgement of input that cannot be read. */
export const unreadable = (detail: string): Judgement => ({
  verdict: 'unreadable',
  findings: [{ rule: 'readable', outcome: 'fails', detail }],
});
