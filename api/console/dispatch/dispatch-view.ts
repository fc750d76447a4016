import type { ShownDispatch } from '../../../db/inspection/dispatches.ts';
import { findTemplate } from '../../../domain/dispatch/templates/all-templates.ts';
import type { ChipView } from '../components/chip.tsx';
import { dispatches as words } from '../words/dispatches.ts';
import type { Said } from '../words/said.ts';

/** One line of a list of dispatches. */
export interface DispatchLine {
  readonly id: string;
  readonly caseId: string | null;
  readonly what: Said;
  /** The template, where there is one to be shown. */
  readonly preview: string | undefined;
  readonly channel: Said;
  readonly chip: ChipView;
  readonly why: Said | undefined;
  readonly at: Date;
  readonly isDue: boolean;
  /** Whether it can be ordered once more; `ordered` where it was. */
  readonly again: 'may' | 'ordered' | 'no';
}

const CHIPS: Readonly<Record<string, Omit<ChipView, 'word'>>> = {
  prepared: { kind: 'waits', icon: 'clock' },
  sent: { kind: 'holds', icon: 'tick' },
  delivered: { kind: 'holds', icon: 'tick' },
  failed: { kind: 'forbids', icon: 'cross' },
};

const asSaid = (code: string): Said => ({ ja: code, en: code });

/** Why it was not sent, in words where there are any. */
function whyOf({ failure, attempts }: ShownDispatch): Said | undefined {
  if (failure === null) return undefined;
  const [, answered] = /^answered(\d+)$/.exec(failure) ?? [];
  const why = answered === undefined ? words.failures[failure] : words.answered(answered);
  const count = words.attempts(attempts);
  const { ja, en } = why ?? asSaid(failure);
  return { ja: `${ja}（${count.ja}）`, en: `${en} (${count.en})` };
}

function againOf({ state, channel, isOrdered }: ShownDispatch): DispatchLine['again'] {
  if (state !== 'failed' || channel === 'letter') return 'no';
  return isOrdered ? 'ordered' : 'may';
}

/** A dispatch as a line. */
export function dispatchLine(dispatch: ShownDispatch): DispatchLine {
  const { id, caseId, template: name, noticeKind, channel, state } = dispatch;
  const template = findTemplate(name);
  const isDue = state === 'prepared' && dispatch.nextAttemptAt !== null;
  return {
    id,
    caseId,
    what: template?.subject ?? words.event(noticeKind),
    preview: template?.id,
    channel: words.channels[channel] ?? asSaid(channel),
    chip: { ...(CHIPS[state] ?? { kind: 'plain' }), word: words.states[state] ?? asSaid(state) },
    why: whyOf(dispatch),
    at: (isDue ? dispatch.nextAttemptAt : dispatch.sentAt) ?? dispatch.preparedAt,
    isDue,
    again: againOf(dispatch),
  };
}
