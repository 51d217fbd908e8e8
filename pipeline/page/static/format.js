// Numbers, money, durations and dates as the reader's language writes them. All dates are UTC days, as in the warehouse.

const LOCALES = { en: 'en-GB', zh: 'zh-CN' };
const LONG_DAY = { day: 'numeric', month: 'short', year: 'numeric' };

export function formatsIn(lang, words) {
  const locale = LOCALES[lang];
  return { ...numbersIn(locale, words), ...momentsIn(locale, words) };
}

function numbersIn(locale, words) {
  const numbers = (options) => new Intl.NumberFormat(locale, options);
  const tenths = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const whole = numbers({ maximumFractionDigits: 0 });
  const tenth = numbers(tenths);
  const signed = numbers({ ...tenths, signDisplay: 'exceptZero' });
  const percent = numbers({ style: 'percent', maximumFractionDigits: 0 });
  const small = numbers({ maximumSignificantDigits: 2 });
  const lists = new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' });
  const minus = (text) => text.replace('-', '−');
  const known = (number, write) => (number === null || number === undefined ? '—' : minus(write(number)));
  const value = (number, sign) => known(number, (one) => (sign ? signed : tenth).format(one));
  return {
    value,
    whole: (number) => known(number, (one) => whole.format(one)),
    percent: (number) => known(number, (one) => percent.format(one)),
    small: (number) => known(number, (one) => (one < 0.001 ? `< ${small.format(0.001)}` : small.format(one))),
    money: (amount, currency) => money(locale, amount, currency),
    lasting: (days) => lasting(locale, days),
    listed: (items) => lists.format(items),
    range: (low, high, sign) =>
      low === null ? words.noData : `${value(low, sign)} ${words.to} ${value(high, sign)}`,
  };
}

function momentsIn(locale, words) {
  const dates = (options) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  const short = dates({ day: 'numeric', month: 'short' });
  const long = dates(LONG_DAY);
  const minute = dates({ ...LONG_DAY, hour: '2-digit', minute: '2-digit', hour12: false });
  const clock = dates({ hour: '2-digit', minute: '2-digit', hour12: false });
  const day = (text) => new Date(`${text}T00:00:00Z`);
  return {
    shortDay: (text) => short.format(day(text)),
    longDay: (text) => long.format(day(text)),
    span: (start, end) =>
      start === end
        ? long.format(day(start))
        : `${long.format(day(start))} ${words.to} ${long.format(day(end))}`,
    moment: (text) => (text ? `${minute.format(new Date(text))} UTC` : '—'),
    clock: (text) => clock.format(new Date(text)),
    date: (text) => (text ? long.format(new Date(text)) : '—'),
  };
}

// Amounts come in whole minor units; how many make a unit depends on the currency.
function money(locale, amount, currency) {
  if (amount === null || amount === undefined) return '—';
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'code' });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

// A duration as people say it: minutes under an hour, hours under two days, days beyond.
function lasting(locale, days) {
  if (days === null || days === undefined) return '—';
  const [number, unit] =
    days < 1 / 24 ? [days * 1_440, 'minute'] : days < 2 ? [days * 24, 'hour'] : [days, 'day'];
  const maximumFractionDigits = unit === 'day' && number < 10 ? 1 : 0;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits,
  }).format(number);
}
