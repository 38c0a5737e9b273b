/* Draws every [data-chart] from the JSON beside it; the table next to it holds the same numbers. */
(function () {
  'use strict';
  zhishuTheme.register(echarts);
  document.querySelectorAll('[data-chart]').forEach(function (plot) {
    var data = JSON.parse(document.getElementById(plot.dataset.chart).textContent);
    if (!data.categories.length) { return; }
    var many = data.series.length > 1;
    var category = { type: 'category', data: data.categories, inverse: data.horizontal };
    var value = { type: 'value', name: many ? '件' : '', minInterval: 1 };
    var chart = echarts.init(plot, 'zhishu', { renderer: 'svg' });
    chart.setOption({
      aria: { enabled: true, decal: { show: many } },
      grid: { left: 8, right: data.horizontal ? 48 : 24, top: many ? 44 : 16, bottom: 8, containLabel: true },
      legend: { show: many },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      xAxis: data.horizontal ? value : category,
      yAxis: data.horizontal ? category : value,
      series: data.series.map(function (one) {
        return {
          type: 'bar', name: one.name, data: one.data,
          label: { show: data.horizontal, position: 'right' }
        };
      })
    });
    window.addEventListener('resize', function () { chart.resize(); });
  });
}());
