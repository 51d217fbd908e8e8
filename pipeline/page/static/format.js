// Numbers and dates as the reader's language writes them. All dates are UTC days, as in the warehouse.

export function formatsIn(lang, words) {
  const locale = lang === 'zh' ? 'zh-CN' : 'en-GB';
  const numbers = (options) => new Intl.NumberFormat(locale, options);
  const dates = (options) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  const whole = numbers({ maximumFractionDigits: 0 });
  const tenth = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const signed = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const percent = numbers({ style: 'percent', maximumFractionDigits: 0 });
  const short = dates({ day: 'numeric', month: 'short' });
  const long = dates({ day: 'numeric', month: 'short', year: 'numeric' });
  const minute = dates({
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  const day = (text) => new Date(`${text}T00:00:00Z`);
  const minus = (text) => text.replace('-', '−');
  const value = (number, sign) => (number === null ? '—' : minus((sign ? signed : tenth).format(number)));
  return {
    whole: (number) => whole.format(number),
    value,
    percent: (number) => (number === null ? '—' : percent.format(number)),
    shortDay: (text) => short.format(day(text)),
    span: (start, end) =>
      start === end
        ? long.format(day(start))
        : `${long.format(day(start))} ${words.to} ${long.format(day(end))}`,
    moment: (text) => (text ? `${minute.format(new Date(text))} UTC` : '—'),
    date: (text) => (text ? long.format(new Date(text)) : '—'),
    money: (amount, currency) => money(locale, amount, currency),
    range: (low, high, sign) =>
      low === null ? words.noData : `${value(low, sign)} ${words.to} ${value(high, sign)}`,
  };
}

// Amounts come in whole minor units; how many make a unit depends on the currency.
function money(locale, amount, currency) {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'code' });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}
