import type { FC } from 'hono/jsx';
import type { RequestInputKind } from '../../../domain/revocation/request-inputs.ts';
import { useSay } from '../components/language-context.ts';
import { frame } from '../words/frame.ts';
import { revocationRequest as words } from '../words/revocation-request.ts';
import type { Said } from '../words/said.ts';
import type { RequestDuty } from './request-duties.ts';

/** Why somebody may not, and who could. */
export function whyNotAbout({ because, people }: Extract<RequestDuty, { may: false }>): Said {
  const { may } = words;
  const say = Object.hasOwn(may, because) ? may[because as keyof typeof may] : may.other;
  return say(people);
}

/** Where each act has its page; confirmation and emergency have their own links. */
const PATHS: Readonly<Partial<Record<RequestInputKind, string>>> = {
  revocationCallback: 'callbacks/new',
  revocationGrant: 'decisions/new?decision=grant',
  revocationRefusal: 'decisions/new?decision=refuse',
  revocationSuspension: 'decisions/new?decision=suspend',
  revocationReasonUpgrade: 'decisions/new?decision=upgrade',
};

const SHOWN = Object.keys(PATHS) as RequestInputKind[];

const STYLES: Readonly<Partial<Record<RequestInputKind, string>>> = {
  revocationGrant: 'btn btn--danger',
  revocationRefusal: 'btn btn--danger-line',
};

/** What the reader may do about a request, each in its place; what is not open says why. */
export const RequestActs: FC<{
  requestId: string;
  duties: Readonly<Record<RequestInputKind, RequestDuty>>;
}> = ({ requestId, duties }) => {
  const say = useSay();
  const shown = SHOWN.map((kind) => duties[kind]).filter(
    (duty) => duty.may || duty.because !== 'state',
  );
  if (shown.length === 0) return <></>;
  const reasons = new Map<string, RequestInputKind[]>();
  for (const duty of shown) {
    if (duty.may) continue;
    const reason = say(whyNotAbout(duty));
    reasons.set(reason, [...(reasons.get(reason) ?? []), duty.kind]);
  }
  const idOf = (kind: RequestInputKind) =>
    `why-not-${[...reasons.values()].find((each) => each.includes(kind))?.[0] ?? kind}`;
  return (
    <div class="decide__foot">
      <div class="decide__acts">
        {shown.map((duty) => (
          <Act requestId={requestId} duty={duty} describedBy={idOf(duty.kind)} />
        ))}
      </div>
      <div class="decide__whynot">
        {[...reasons].map(([reason, kinds]) => (
          <p class="small quiet" id={`why-not-${kinds[0] ?? ''}`} tabindex={-1}>
            {kinds.map((kind) => say(words.acts[kind])).join(say(frame.between))}: {reason}
          </p>
        ))}
      </div>
    </div>
  );
};

const Act: FC<{ requestId: string; duty: RequestDuty; describedBy: string }> = (props) => {
  const { requestId, duty, describedBy } = props;
  const { kind } = duty;
  const say = useSay();
  const label = say(words.acts[kind]);
  if (!duty.may) {
    return (
      <button class="btn" type="button" aria-disabled="true" aria-describedby={describedBy}>
        {label}
      </button>
    );
  }
  return (
    <a
      class={STYLES[kind] ?? 'btn'}
      href={`/revocation-requests/${requestId}/${PATHS[kind] ?? ''}`}
    >
      {label}
    </a>
  );
};
