/** What the print vendor reports of one letter. */
export type VendorEvent = 'printed' | 'posted' | 'delivered';

/** A row of the vendor's file, as it was read. */
export interface ReportedLetter {
  /** 1 for the line after the heading. */
  readonly row: number;
  readonly dispatch: string;
  readonly event: VendorEvent;
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  /** 引受番号 of the post; of `posted` alone. */
  readonly tracking: string | undefined;
}

/** Why a row of the file says nothing. */
export type ReportProblem =
  | 'columns'
  | 'dispatch'
  | 'event'
  | 'at'
  | 'inFuture'
  | 'trackingMissing'
  | 'trackingWrong';

/** A row of the file: read, or why it says nothing. */
export type ReportRow = ReportedLetter | { readonly row: number; readonly problem: ReportProblem };

/** The whole file: its rows, or why it is none. */
export type VendorReport =
  | { readonly rows: readonly ReportRow[] }
  | { readonly problem: 'heading' | 'tooLong' | 'empty' };

/** The first line of the file. */
export const REPORT_HEADING = 'dispatch,event,at,tracking';

/** Rows and octets of one file. */
export const REPORT_ROWS_MAX = 2_000;
export const REPORT_OCTETS_MAX = 256 * 1024;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;
const TRACKING = /^[0-9A-Z]{8,20}$/;

/** Clocks of others may be so far ahead of ours. */
const AHEAD_MS = 5 * 60_000;

const isEvent = (text: string): text is VendorEvent =>
  text === 'printed' || text === 'posted' || text === 'delivered';

/** An instant with its zone, or a day in Japan, which is taken as its beginning. */
function instantOf(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined;
  const ms = Date.parse(text.length === 10 ? `${text}T00:00:00+09:00` : text);
  return Number.isNaN(ms) ? undefined : ms;
}

function readRow(line: string, row: number, now: number): ReportRow {
  const columns = line.split(',').map((column) => column.trim());
  const refused = (problem: ReportProblem): ReportRow => ({ row, problem });
  if (columns.length < 3 || columns.length > 4) return refused('columns');
  const [dispatch = '', event = '', at = '', typed = ''] = columns;
  if (!UUID.test(dispatch)) return refused('dispatch');
  if (!isEvent(event)) return refused('event');
  const ms = instantOf(at);
  if (ms === undefined) return refused('at');
  if (ms > now + AHEAD_MS) return refused('inFuture');
  const tracking = typed.replaceAll('-', '');
  if (event === 'posted' && tracking === '') return refused('trackingMissing');
  if (tracking !== '' && !TRACKING.test(tracking)) return refused('trackingWrong');
  return {
    row,
    dispatch,
    event,
    at: new Date(ms).toISOString(),
    tracking: event === 'posted' ? tracking : undefined,
  };
}

/**
 * Reads the vendor's CSV: `dispatch,event,at,tracking` in the first line, then a line a letter and event. No value of it can
 * hold a comma, so no quotes are read. A row that says nothing keeps no other from being read.
 *
 * @param now milliseconds since 1970: nothing that is to come can be reported.
 */
export function readVendorReport(text: string, now: number): VendorReport {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const [heading = '', ...rest] = lines.map((line) => line.trim());
  if (heading.replaceAll(/\s/g, '') !== REPORT_HEADING) return { problem: 'heading' };
  const rows = rest.flatMap((line, i) => (line === '' ? [] : [readRow(line, i + 1, now)]));
  if (rows.length === 0) return { problem: 'empty' };
  return rows.length > REPORT_ROWS_MAX ? { problem: 'tooLong' } : { rows };
}
